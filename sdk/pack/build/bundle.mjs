// The JavaScript half: one file per entry, languages and the frame's page.

import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

// What the loader itself says before the languages are there; the prefixes of the texts that only Rust shows.
const RUST_TEXTS = /^(stage-|hint-|move-|reason-|verdict-(?!success))/;

// What the widget needs of a browser (module workers, OffscreenCanvas, WebAssembly SIMD, form-associated elements).
const BROWSERS = ["chrome111", "edge111", "firefox114", "safari16.4"];

/** Stylesheets become strings; the compiled-in English leaves out what only Rust shows. */
function plugin(esbuild) {
  return {
    name: "poze",
    setup(build) {
      build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
        const { code } = await esbuild.transform(readFileSync(path, "utf8"), {
          loader: "css",
          minify: true,
          target: BROWSERS,
        });
        return { contents: code.trim(), loader: "text" };
      });
      build.onLoad({ filter: /lang\/en\.json$/ }, ({ path }) => {
        const texts = Object.entries(JSON.parse(readFileSync(path, "utf8")));
        const own = Object.fromEntries(texts.filter(([key]) => !RUST_TEXTS.test(key)));
        return { contents: JSON.stringify(own), loader: "json" };
      });
    },
  };
}

async function loadEsbuild() {
  try {
    return await import("esbuild");
  } catch (error) {
    throw Object.assign(new Error(`esbuild is not installed: run \`npm ci\` (${error.message})`), { expected: true });
  }
}

/**
 * @param {{js: string, glue: string[], out: string, sizes: Record<string, number>}} options sources, wasm-bindgen's
 *   glue, where to write, bytes of the files that the loader downloads (for its progress)
 * @returns {Promise<string[]>} what was written, relative to `out`
 */
export async function bundle({ js, glue, out, sizes }) {
  const esbuild = await loadEsbuild();
  const languages = readdirSync(join(js, "lang"))
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .sort();
  const entries = ["poze.js", "analyzer.js", "frame.js", "worker.js"];
  const present = entries.filter((name) => existsSync(join(js, name)));
  await esbuild.build({
    entryPoints: [...present.map((name) => join(js, name)), ...glue],
    outdir: out,
    entryNames: "[name]",
    bundle: true,
    format: "esm",
    minify: true,
    target: BROWSERS,
    define: { POZE_LANGUAGES: JSON.stringify(languages), POZE_SIZES: JSON.stringify(sizes) },
    legalComments: "none",
    logLevel: "warning",
    plugins: [plugin(esbuild)],
  });
  const files = [...present, ...glue.map((path) => basename(path))];
  if (existsSync(join(js, "frame.html"))) {
    copyFileSync(join(js, "frame.html"), join(out, "frame.html"));
    files.push("frame.html");
  }
  mkdirSync(join(out, "lang"), { recursive: true });
  for (const language of languages) {
    const texts = JSON.stringify(JSON.parse(readFileSync(join(js, "lang", `${language}.json`), "utf8")));
    // The loader takes the module: a page with the verifier's frame allows it scripts and nothing else.
    for (const [name, text] of [
      [`lang/${language}.json`, texts],
      [`lang/${language}.js`, `export default ${texts};\n`],
    ]) {
      writeFileSync(join(out, name), text);
      files.push(name);
    }
  }
  return files;
}
