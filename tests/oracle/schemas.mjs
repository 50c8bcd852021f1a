// Reads lines of JSON from standard input, each a list of the name of a schema and a document, and says of each
// `valid`, or what the schema has against it. `sarif` is the schema of SARIF 2.1.0; the others are in `schemas`.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const folder = new URL("../../.tools/node/node_modules/@microsoft/jest-sarif/", import.meta.url);
const require = createRequire(fileURLToPath(new URL("lib/index.js", folder)));
const Ajv = require("ajv");
const read = (url) => JSON.parse(readFileSync(url, "utf8"));

const ajv = new Ajv({ schemaId: "auto", unknownFormats: "ignore" });
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
const known = {};
const validator = (name) =>
  (known[name] ??= ajv.compile(
    read(
      name === "sarif"
        ? new URL("lib/schemas/sarif-2.1.0-rtm.5.json", folder)
        : new URL(`schemas/${name}.json`, import.meta.url),
    ),
  ));
for (const line of readFileSync(0, "utf8").trimEnd().split("\n")) {
  const [name, document] = JSON.parse(line);
  const validate = validator(name);
  console.log(validate(document) ? "valid" : JSON.stringify(validate.errors));
}
