// Memory that is given back at once instead of whenever the garbage collector comes.

const { port1: away, port2: nowhere } = new MessageChannel();
nowhere.close();

/**
 * Lets go of a buffer that nobody needs any more. A message that nobody can get takes its buffers with it; a buffer that
 * is transferred in place is let go of by the script alone, not by the canvas that it came from.
 * @param {ArrayBuffer} buffer
 */
export const drop = (buffer) => away.postMessage(null, [buffer]);
