// The least that a server can do for one verification: read the body, verify two signatures, answer.
import { createServer } from "node:http";
import { readInputs } from "./inputs";
import { signatureLimit } from "./signature-limit";

const [input] = await readInputs();
if (input === undefined) throw new Error("no input");
const { verifyBoth } = await signatureLimit(input);

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    verifyBoth();
    response.writeHead(200, { "content-type": "application/json" });
    response.end('{"ok":true}');
  });
});
server.listen(Number(process.env["PORT"]), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
