// Ports for `npm start`: the wanted one, or any when somebody has it. Node's own modules only.

import { connect } from "node:net";

/** Asks instead of listening: a port that we hold for a moment would be taken for whoever starts at the same time. */
const isTaken = (port) =>
  new Promise((resolve) => {
    const probe = connect(port, "127.0.0.1");
    probe.once("error", () => resolve(false));
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
  });

/**
 * Starts something on a port. Between a look at the port and the start somebody else can take it: then once more.
 * @template T
 * @param {{what: string, key: string, port: number, say: (line: string) => void}} options `key` is the variable that
 *   chooses another port
 * @param {(port: number) => Promise<T>} start 0 takes a free one
 * @returns {Promise<T>}
 */
export async function onPort({ what, key, port, say }, start) {
  if (port === 0) return start(0);
  if (!(await isTaken(port))) {
    try {
      return await start(port);
    } catch (error) {
      if (!(await isTaken(port))) throw error;
    }
  }
  say(`port ${port} is taken, so ${what} gets a free one (${key} chooses another)`);
  return start(0);
}
