/** Puts a brotli copy (`.br`) beside each file of the build that is worth it; the server hands it out. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";

const built = fileURLToPath(new URL("../../src/hejie/edge/http/desks/", import.meta.url));
const LEAST_BYTES = 1_000;

for (const name of readdirSync(built, { recursive: true })) {
  if (!/\.(js|css|html|svg)$/.test(name)) continue;
  const content = readFileSync(built + name);
  if (content.length >= LEAST_BYTES) writeFileSync(`${built}${name}.br`, brotliCompressSync(content));
}
