// A page with nothing in it, to compare with.
globalThis.bench = {};
