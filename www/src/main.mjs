// `node src/main.mjs`: PrivacyBook as a process, configured by its environment.

import { startApp } from "./app.mjs";
import { ConfigError, readConfig } from "./config.mjs";

try {
  const { url, close } = await startApp(readConfig(process.env));
  process.stdout.write(`PrivacyBook on ${url}\n`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => close().then(() => process.exit(0)));
} catch (error) {
  if (!(error instanceof ConfigError || error.code === "EADDRINUSE" || error.code === "EACCES")) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
