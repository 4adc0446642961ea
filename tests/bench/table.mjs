// The figures as a person reads them.

const columns = (rows, widths) =>
  rows.map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join("  "));

/** Rows of text, the first the heading, in columns as wide as they must be. */
export function lines(rows) {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  return `${columns(rows, widths).join("\n")}\n`;
}

const number = (value, digits = 1) => (value === null || value === undefined ? "-" : value.toFixed(digits));
const VERDICTS = new Map([
  [true, "met"],
  [false, "NOT met"],
  [null, "not measured"],
]);

function goals(list) {
  const shown = ({ figure, unit }) =>
    figure === null ? "-" : unit.startsWith("bytes") ? `${(figure / 1e6).toFixed(2)} MB` : figure.toFixed(3);
  const rows = list.map((goal) => [
    goal.what,
    shown(goal),
    shown({ ...goal, figure: goal.limit }),
    VERDICTS.get(goal.met),
  ]);
  return `${lines([["goal", "figure", "at most", ""], ...rows])}\n`;
}

const kilobytes = (part) => (part === undefined ? "-" : `${(part.brotli / 1000).toFixed(0)} KB`);

const STREAMS = {
  face_tracked: "face, tracked",
  face_full: "face, detector + landmarks",
  hands_tracked: "hands, tracked",
  hands_full: "hands, palms + points",
  objects: "objects",
  everything: "face, hands and objects",
};

function browser({ machine, ms_per_frame: ms, start, goals: wanted }) {
  const times = ([name, what]) => {
    const { median, mean, p90, refused = "", frames_with: seen } = ms[name] ?? {};
    const found = seen ? `in frames: faces ${seen.faces}, hands ${seen.hands}, objects ${seen.objects}` : "";
    return [what, number(median), number(mean), number(p90), refused || found];
  };
  const frames = Object.entries(STREAMS).map(times);
  const starts = Object.entries(start).map(([name, group]) => {
    if (group.refused) return [name, "-", "-", "-", "-"];
    const {
      time_to_first_answer_ms: first,
      bytes_to_first_answer: bytes,
      memory_over_empty_page_bytes: memory,
    } = group;
    const models = Object.entries(bytes).filter(([part]) => !["wasm", "js", "total"].includes(part));
    return [
      name,
      number(first.median, 0),
      kilobytes({ brotli: bytes.wasm.brotli + bytes.js.brotli }),
      models.map(([part, size]) => `${part} ${kilobytes(size)}`).join(", "),
      memory ? `${number(memory.renderer / 1e6, 0)} MB` : "-",
    ];
  });
  return (
    `\n${machine.processor}, ${machine.cores} cores, Chromium ${machine.chromium}; load ${machine.load_1_min}\n\n` +
    lines([["ms a frame", "median", "mean", "p90", ""], ...frames]) +
    "\n" +
    lines([["cold start", "ms", "wasm + js", "models", "memory"], ...starts]) +
    "\n" +
    goals(wanted)
  );
}

const percent = (value) => (value === undefined ? "" : `${(100 * value).toFixed(1)} %`);
const ratios = ({ ratio, goal, met, skipped }) => {
  if (skipped || ratio === null) return ["-", "-", "-", "-", skipped ?? "no round counted"];
  const [low, high] = ratio.per_round_interval;
  const verdict = goal === undefined ? "no goal" : `${met ? "met" : "NOT met"} (${goal})`;
  return [
    number(ratio.of_medians, 3),
    number(ratio.per_round, 3),
    `${number(low, 3)}..${number(high, 3)}`,
    number(ratio.of_fastest_tenths, 3),
    verdict,
  ];
};

function peersInBrowser({ chromium, engines, comparisons }) {
  const times = Object.entries(engines).map(([name, { ms, form, points_from_mediapipe_image: apart }]) => [
    name,
    number(ms.median),
    number(ms.p90),
    form,
    percent(apart),
  ]);
  const rows = comparisons.map((comparison) => [comparison.name, ...ratios(comparison)]);
  return (
    `Chromium ${chromium}\n\n` +
    lines([["ms a frame", "median", "p90", "given as", "points apart"], ...times]) +
    "\n" +
    lines([["ratio", "of medians", "per round", "95 %", "fastest", "goal"], ...rows]) +
    "\n"
  );
}

function peersNatively({ versions, nets }) {
  const rows = Object.entries(nets).map(([name, net]) => [
    name,
    number(net.ours_ms.median, 2),
    number(net.onnx_runtime_ms.median, 2),
    number(net.gmacs_per_s),
    percent(net.share_of_peak),
    ...ratios(net),
  ]);
  const heading = [
    "network, ms",
    "ours",
    "ONNX Runtime",
    "GMAC/s",
    "of peak",
    "of medians",
    "per round",
    "95 %",
    "fastest",
    "goal",
  ];
  return `ONNX Runtime ${versions.onnxruntime}, one thread\n\n${lines([heading, ...rows])}\n`;
}

function peersOnServer({ skipped, versions, cpu_ms, comparisons }) {
  if (skipped) return `face_recognition: ${skipped}\n`;
  const rows = comparisons.map((comparison) => [
    comparison.name,
    number(cpu_ms[comparison.ours]?.median),
    number(cpu_ms.face_recognition?.median),
    ...ratios(comparison),
  ]);
  const heading = ["CPU ms", "ours", "face_recognition", "of medians", "per round", "95 %", "fastest", "goal"];
  const { face_recognition: version, "dlib-bin": dlib } = versions;
  return `face_recognition ${version}, dlib ${dlib}\n\n${lines([heading, ...rows])}\n`;
}

function peers({ machine, browser: inBrowser, native, server, goals: wanted }) {
  const parts = [
    inBrowser && peersInBrowser(inBrowser),
    native && peersNatively(native),
    server && peersOnServer(server),
  ];
  const on = `\n${machine.processor}, ${machine.cores} cores; load ${machine.load_1_min}\n\n`;
  return `${on}${parts.filter(Boolean).join("")}${goals(wanted)}`;
}

export const table = { browser, peers };
