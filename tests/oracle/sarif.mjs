// Reads a SARIF log from standard input and says `valid`, or what the schema of SARIF 2.1.0 has against it.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const folder = new URL("../../.tools/node/node_modules/@microsoft/jest-sarif/", import.meta.url);
const require = createRequire(fileURLToPath(new URL("lib/index.js", folder)));
const Ajv = require("ajv");
const schema = JSON.parse(readFileSync(new URL("lib/schemas/sarif-2.1.0-rtm.5.json", folder), "utf8"));

const ajv = new Ajv({ schemaId: "auto", unknownFormats: "ignore" });
ajv.addMetaSchema(require("ajv/lib/refs/json-schema-draft-04.json"));
const validate = ajv.compile(schema);
const log = JSON.parse(readFileSync(0, "utf8"));
console.log(validate(log) ? "valid" : JSON.stringify(validate.errors, null, 1));
