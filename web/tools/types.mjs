/** Makes `src/api/schema.d.ts` from the OpenAPI document of the server, which is generated too. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const source = process.env.HEJIE_OPENAPI || here("../../docs/reference/openapi.json");
const target = here("../src/api/schema.d.ts");
// A field with a default may be left out of what is sent.
const options = { defaultNonNullable: false };

if (!existsSync(source)) {
  console.error(`There is no ${source}.\nMake it with \`make docs\`, or name another file in HEJIE_OPENAPI.`);
  process.exit(1);
}

/** "One of a demand and anything" (how `tuple[Demand, ...]` can come out) would type as unknown: drop the anything. */
const narrowed = (_key, value) => {
  if (!Array.isArray(value?.oneOf)) return value;
  const told = value.oneOf.filter((one) => Object.keys(one).length > 0);
  return told.length === 1 && told.length < value.oneOf.length ? told[0] : { ...value, oneOf: told };
};
const document = JSON.parse(readFileSync(source, "utf8"), narrowed);
const written = `// Made by \`npm run types\`; do not edit.\n\n${astToString(await openapiTS(document, options))}`;
// Untouched when nothing changed, so that watching tools rest.
if (!existsSync(target) || readFileSync(target, "utf8") !== written) writeFileSync(target, written);
console.log("src/api/schema.d.ts is up to date");
