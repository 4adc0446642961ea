// Arguments of `npm run attacks`.

import { parseArgs } from "node:util";

export const USAGE = `npm run attacks -- [options]
  --species NAME     only this one; may stand several times
  --runs N           of each species (100)
  --short            one run of each attack and one honest take of everybody, for \`npm test\`
  --first N          number of the first run, which gives its seed (0)
  --parallel N       runs at once (6); each lasts as long as its footage
  --policy NAME      policy of the sessions
  --verifier ARG     more of \`poze serve\`; may stand several times
  --pairs FILE       match rates as well, of pairs as \`poze eval match\` takes them
  --root DIR         what the paths of pairs are relative to
  --json FILE        everything, every run included
  --markdown FILE    the table
  --picture FILE     what the attacks look like, a JPEG; nothing is run`;

const number = (name, text, least) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) throw new Error(`--${name} must be a whole number from ${least}`);
  return value;
};

/** @param {string[]} args @param {string[]} known ids of species */
export function parsed(args, known) {
  const { values } = parseArgs({
    args,
    options: {
      species: { type: "string", multiple: true, default: [] },
      runs: { type: "string", default: "100" },
      short: { type: "boolean", default: false },
      first: { type: "string", default: "0" },
      parallel: { type: "string", default: "6" },
      policy: { type: "string" },
      verifier: { type: "string", multiple: true, default: [] },
      json: { type: "string" },
      pairs: { type: "string" },
      root: { type: "string" },
      markdown: { type: "string" },
      picture: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const unknown = values.species.filter((id) => !known.includes(id));
  if (unknown.length > 0) throw new Error(`no such species: ${unknown.join(", ")}; there are ${known.join(", ")}`);
  return {
    ...values,
    runs: number("runs", values.runs, 1),
    first: number("first", values.first, 0),
    parallel: number("parallel", values.parallel, 1),
  };
}
