// One part of the bench in a process of its own; prints its results as one JSON document.
import { benchCore } from "./core";
import { benchDatabase } from "./database";
import { benchHttp } from "./http";
import { benchKinds } from "./kinds";

const parts = { core: benchCore, kinds: benchKinds, http: benchHttp, database: benchDatabase };

const name = process.argv[2];
const part = Object.entries(parts).find(([known]) => known === name)?.[1];
if (part === undefined) throw new Error(`there is no part ${name}`);
const results = await part((text) => process.stderr.write(`  ${text} …\n`));
process.stdout.write(JSON.stringify(results));
