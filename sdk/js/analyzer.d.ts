// Types of "@poze/widget/analyzer".

export type ModelGroup = "face" | "hands" | "objects";

/** Pixels of the frame; z has the same scale, smaller is nearer. */
export interface Point3 {
  x: number;
  y: number;
  z: number;
}

/** Pixels of the frame. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A face of an analyzer that does not look for expressions. */
export interface FaceShape {
  /** 478 points. */
  landmarks: Point3[];
  box: Box;
  /** Degrees in the unmirrored picture; positive when the nose points to the picture's right. */
  yaw: number;
  /** Degrees; positive is up. */
  pitch: number;
  /** Degrees; positive when the head leans to the person's left shoulder. */
  roll: number;
}

export interface Face extends FaceShape {
  /** 52 scores of 0 to 1 by name, such as `jawOpen`. */
  expressions: Record<string, number>;
}

export type Gesture = "peace" | "thumbs-up" | "open-palm" | "fist" | "point-up" | "ok" | "horns" | "call-me";

export interface Hand {
  /** 21 points: the wrist, then four of each finger from the palm to the tip, thumb first. */
  landmarks: Point3[];
  /** The person's own side, in an unmirrored picture. */
  handedness: "left" | "right";
  /** The sign that the hand makes. */
  gesture: Gesture | null;
  /** 0 to 1: how clearly it makes the sign; without one, how sure it is that there is a hand. */
  score: number;
  /** How straight each finger is: 0 is bent, 1 straight. */
  fingers: Record<"thumb" | "index" | "middle" | "ring" | "little", number>;
}

export interface DetectedObject {
  /** COCO's name of the class, such as `banana` or `cell phone`. */
  label: string;
  /** 0 to 1. */
  score: number;
  box: Box;
}

export interface Quality {
  /** Of the largest face; larger is sharper. */
  sharpness: number;
  /** Mean luma on the largest face, 0 to 255. */
  brightness: number;
  contrast: number;
}

export interface Analysis<F extends FaceShape = Face> {
  /** Largest first; at most two. Empty unless "face" was loaded. */
  faces: F[];
  /** Largest first; at most two. Empty unless "hands" was loaded. */
  hands: Hand[];
  /** Surest first. Empty unless "objects" was loaded. */
  objects: DetectedObject[];
  /** `null` without a face. */
  quality: Quality | null;
}

/** Any size; what is longer than 2048 pixels is looked at scaled down (ImageData: at most 16 megapixels, as it is). */
export type Source = HTMLCanvasElement | OffscreenCanvas | ImageBitmap | VideoFrame | ImageData;

export interface Analyzer<F extends FaceShape = Face> {
  /**
   * Downloads what is asked for (`["face"]` by default) and not yet there, and prepares it; groups that were loaded
   * before stay. Analyzers of one page share downloads. Rejects with an error whose `code` is of the protocol; calling
   * it again tries again.
   */
  load(options?: { models?: ModelGroup[] }): Promise<void>;
  /**
   * Analyses one frame in the calling thread; consecutive frames of one stream are tracked. `track: false` is for a
   * frame that has nothing to do with the one before: nothing is followed, everything is looked for anew. The source
   * stays the caller's: a VideoFrame or an ImageBitmap must be closed by whoever made it. Throws an error with the code
   * `bad_configuration` for a source that has no pixels or cannot be read, `cancelled` after `close`.
   */
  analyze(source: Source, options?: { track?: boolean }): Analysis<F>;
  /** Frees what the models hold; the analyzer is of no more use. */
  close(): void;
}

/**
 * `base`: the folder of the widget's files; where this module lies when absent. `expressions: false`: faces without
 * `expressions`, whose network takes a fifth of the time of a followed face.
 */
export function createAnalyzer<E extends boolean = true>(options?: {
  base?: string;
  expressions?: E;
}): Analyzer<E extends true ? Face : FaceShape & Partial<Face>>;
