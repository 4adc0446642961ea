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

export interface Face {
  /** 478 points. */
  landmarks: Point3[];
  box: Box;
  /** Degrees in the unmirrored picture; positive when the nose points to the picture's right. */
  yaw: number;
  /** Degrees; positive is up. */
  pitch: number;
  /** Degrees; positive when the head leans to the person's left shoulder. */
  roll: number;
  /** 52 scores of 0 to 1 by name, such as `jawOpen`. */
  expressions: Record<string, number>;
}

export interface Hand {
  /** 21 points. */
  landmarks: Point3[];
  handedness: "left" | "right";
  gesture: string | null;
  score: number;
}

export interface DetectedObject {
  label: string;
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

export interface Analysis {
  /** Largest first. */
  faces: Face[];
  hands: Hand[];
  objects: DetectedObject[];
  /** `null` without a face. */
  quality: Quality | null;
}

export type Source = HTMLCanvasElement | OffscreenCanvas | ImageBitmap | VideoFrame | ImageData;

export interface Analyzer {
  /** Downloads and prepares models; rejects with an error whose `code` is of the protocol. */
  load(options?: { models?: ModelGroup[] }): Promise<void>;
  /** Analyses one frame; consecutive frames of one stream are tracked. */
  analyze(source: Source): Analysis;
  /** Frees what the models hold. */
  close(): void;
}

export function createAnalyzer(options?: { base?: string }): Analyzer;
