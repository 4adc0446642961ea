// The environment of the process as checked values.

const NEEDED = {
  POZE_URL: "the verifier's address, such as http://127.0.0.1:8787",
  POZE_SECRET_KEY: "this site's secret key, sk_…",
  POZE_SITE: "this site's id, which tokens must name as `aud`",
};

export class ConfigError extends Error {}

function originOf(key, value) {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new ConfigError(`${key} is not an http(s) address: ${value}`);
  return url.origin;
}

/** @param {Record<string, string | undefined>} env @throws {ConfigError} */
export function readConfig(env) {
  const missing = Object.keys(NEEDED).filter((key) => !env[key]);
  if (missing.length > 0) {
    const lines = missing.map((key) => `  ${key}  ${NEEDED[key]}`);
    throw new ConfigError(`PrivacyBook needs in its environment:\n${lines.join("\n")}`);
  }
  const port = Number(env.PORT ?? 8788);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new ConfigError(`PORT is not a port: ${env.PORT}`);
  const widget = env.POZE_WIDGET ?? "inline";
  if (widget !== "inline" && widget !== "frame") throw new ConfigError(`POZE_WIDGET is inline or frame, not ${widget}`);
  return {
    poze: {
      url: originOf("POZE_URL", env.POZE_URL),
      secretKey: env.POZE_SECRET_KEY,
      site: env.POZE_SITE,
      issuer: env.POZE_ISSUER || undefined,
    },
    port,
    host: env.HOST ?? "127.0.0.1",
    origin: env.ORIGIN ? originOf("ORIGIN", env.ORIGIN) : undefined,
    widget,
  };
}
