import { once } from "node:events";
import { createServer } from "node:http";

/** A collateral service that has too much to do, and asks to be left alone for five minutes. */
export interface BusyUpstream {
  readonly host: string;
  close(): Promise<void>;
}

export async function startBusyUpstream(): Promise<BusyUpstream> {
  const service = createServer((_request, response) => {
    response.writeHead(429, { "retry-after": "300" }).end();
  });
  service.listen(0, "127.0.0.1");
  await once(service, "listening");
  const address = service.address();
  if (address === null || typeof address === "string") throw new Error("it listens on no port");
  return {
    host: `127.0.0.1:${address.port}`,
    close: async () => {
      service.close();
      service.closeAllConnections();
      await once(service, "close");
    },
  };
}
