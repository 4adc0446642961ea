// Everybody who looks at the frames, behind one face: `look(source)` answers `{faces: [points], hands}` in pixels. Each
// is set up as its own documentation says for the least work that gives what is compared; one thread, no GPU.

import { FaceLandmarker, FilesetResolver, HandLandmarker } from "/peers/@mediapipe/tasks-vision/vision_bundle.mjs";
import { Human } from "/peers/@vladmandic/human/dist/human.esm.js";
import { createAnalyzer } from "/widget/analyzer.js";

const MEDIAPIPE_WASM = "/peers/@mediapipe/tasks-vision/wasm";
/** The clock of a camera, for those who want to be told the time. */
const FRAME_MS = 33;

const OURS = { face: "478 points, head angles, quality", hands: "21 points, handedness, gesture" };

async function ours(models, track, { expressions = true } = {}) {
  const analyzer = createAnalyzer({ expressions });
  await analyzer.load({ models });
  const does = models.map((group) => OURS[group]);
  if (models.includes("face") && expressions) does.push("blendshapes");
  return {
    does: `${does.join(", ")}; ${track ? "tracked" : "every frame afresh"}`,
    look(source) {
      const { faces, hands } = analyzer.analyze(source, { track });
      return { faces: faces.map(({ landmarks }) => landmarks), hands: hands.length };
    },
  };
}

async function mediapipe(kind, task, mode, options) {
  const files = await FilesetResolver.forVisionTasks(MEDIAPIPE_WASM);
  const baseOptions = { modelAssetPath: `/tasks/${task}`, delegate: "CPU" };
  const landmarker = await kind.createFromOptions(files, { baseOptions, runningMode: mode, ...options });
  const named = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  let t_ms = 0;
  return {
    does: [kind.name ? task : "", mode, "CPU delegate", ...named].join(", "),
    look(source, { width, height }) {
      t_ms += FRAME_MS;
      const seen = mode === "VIDEO" ? landmarker.detectForVideo(source, t_ms) : landmarker.detect(source);
      const pixels = (points) => points.map(({ x, y }) => ({ x: x * width, y: y * height }));
      return { faces: (seen.faceLandmarks ?? []).map(pixels), hands: seen.landmarks?.length ?? 0 };
    },
  };
}

/** What a face costs beside its points. */
const WITH_EXPRESSIONS = { outputFaceBlendshapes: true, outputFacialTransformationMatrixes: true };

const OFF = { enabled: false };

async function human() {
  const config = {
    backend: "wasm",
    modelBasePath: "/peers/@vladmandic/human/models/",
    wasmPath: "/peers/@tensorflow/tfjs-backend-wasm/dist/",
    cacheSensitivity: 0, // otherwise it answers from its memory
    filter: OFF,
    face: {
      enabled: true,
      mesh: { enabled: true },
      iris: OFF,
      emotion: OFF,
      description: OFF,
      detector: { skipFrames: 0, skipTime: 0 },
    },
    ...{ body: OFF, hand: OFF, object: OFF, gesture: OFF, segmentation: OFF },
  };
  const engine = new Human(config);
  await engine.load();
  return {
    does: "backend wasm (SIMD, one thread), blazeface and facemesh every frame; iris, emotion, description, filter off",
    async look(source) {
      const { face, error } = await engine.detect(source);
      if (error) throw new Error(error);
      return { faces: face.map(({ mesh }) => mesh.map(([x, y]) => ({ x, y }))), hands: 0 };
    },
  };
}

/**
 * Who there is. `tracks`: the frame before matters, so each picture is shown once before it counts; `points`: of a
 * face; `forms`: what it takes when that is not every form of a frame.
 */
export const ENGINES = {
  ours_tracked: { tracks: true, points: 478, open: () => ours(["face"], true) },
  ours_full: { tracks: false, points: 478, open: () => ours(["face"], false) },
  ours_full_points_only: {
    tracks: false,
    points: 478,
    open: () => ours(["face"], false, { expressions: false }),
  },
  ours_hands_tracked: { tracks: true, points: 0, optional: true, open: () => ours(["hands"], true) },
  ours_hands_full: { tracks: false, points: 0, optional: true, open: () => ours(["hands"], false) },
  mediapipe_video: {
    tracks: true,
    points: 478,
    open: () => mediapipe(FaceLandmarker, "face_landmarker.task", "VIDEO", WITH_EXPRESSIONS),
  },
  mediapipe_image: {
    tracks: false,
    points: 478,
    open: () => mediapipe(FaceLandmarker, "face_landmarker.task", "IMAGE", WITH_EXPRESSIONS),
  },
  mediapipe_image_points_only: {
    tracks: false,
    points: 478,
    open: () => mediapipe(FaceLandmarker, "face_landmarker.task", "IMAGE", {}),
  },
  mediapipe_hands_video: {
    tracks: true,
    points: 0,
    optional: true,
    open: () => mediapipe(HandLandmarker, "hand_landmarker.task", "VIDEO", { numHands: 2 }),
  },
  mediapipe_hands_image: {
    tracks: false,
    points: 0,
    optional: true,
    open: () => mediapipe(HandLandmarker, "hand_landmarker.task", "IMAGE", { numHands: 2 }),
  },
  human: { tracks: false, points: 468, forms: ["ImageData", "ImageBitmap", "OffscreenCanvas"], open: human },
};
