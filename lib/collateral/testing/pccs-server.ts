import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { endorsementKey, type EndorsementRequest } from "@/lib/trust/endorsement-source";

/** What the server hands out; a CRL's body is the hex of its DER. */
export interface ServedItem {
  readonly request: EndorsementRequest;
  readonly body: string;
  readonly issuerChain: string | null;
}

/** How one request is answered. */
export type Behaviour =
  | { readonly kind: "serve" }
  /** Serves after so many milliseconds. */
  | { readonly kind: "slow"; readonly ms: number }
  /** Never answers. */
  | { readonly kind: "hang" }
  /** Closes the connection in the middle of the body. */
  | { readonly kind: "cut" }
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: string }
  /** So many bytes, with or without saying so beforehand. */
  | { readonly kind: "oversized"; readonly bytes: number; readonly announced: boolean }
  | { readonly kind: "redirect"; readonly location: string }
  /** Another body, and another chain where one is named. */
  | { readonly kind: "lie"; readonly body: string; readonly issuerChain?: string }
  /** Leaves the issuer chain's header out. */
  | { readonly kind: "no-chain" };

export interface PccsServerOptions {
  readonly items: readonly ServedItem[];
  /** Header names and form of CRLs differ between the vendor's service and the caches in front of it. */
  readonly flavour?: "pcs" | "pccs" | "old-pccs";
  readonly crlEncoding?: "der" | "hex" | "pem";
}

export interface PccsServer {
  /** `http://127.0.0.1:…` */
  readonly url: string;
  readonly host: string;
  /** Where a PCS keeps its root CRL. */
  readonly rootCrlUrl: string;
  /** Keys in the order in which they were asked for. */
  readonly asked: readonly string[];
  /** The next requests for this key are answered so, one after the other; what follows them is served. */
  answerNext(key: string, ...behaviours: readonly Behaviour[]): void;
  /** All requests without an answer of their own are answered so. */
  answerAll(behaviour: Behaviour): void;
  close(): Promise<void>;
}

const ROOT_CRL_PATH = "/IntelSGXRootCA.der";

/** A PCS or PCCS on loopback with the real paths and headers (Intel PCS API v4), for tests. */
export async function startPccsServer(options: PccsServerOptions): Promise<PccsServer> {
  const items = new Map(options.items.map((item) => [endorsementKey(item.request), item]));
  const queues = new Map<string, Behaviour[]>();
  const asked: string[] = [];
  let always: Behaviour = { kind: "serve" };

  const server = createServer((request, response) => {
    const key = keyOf(request);
    if (key === null) {
      response.writeHead(404).end();
      return;
    }
    asked.push(key);
    const behaviour = queues.get(key)?.shift() ?? always;
    answer(response, { item: items.get(key) ?? null, behaviour, options });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const host = `127.0.0.1:${address.port}`;

  return {
    url: `http://${host}`,
    host,
    rootCrlUrl: `http://${host}${ROOT_CRL_PATH}`,
    asked,
    answerNext(key, ...behaviours) {
      queues.set(key, [...(queues.get(key) ?? []), ...behaviours]);
    },
    answerAll(behaviour) {
      always = behaviour;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function keyOf(request: IncomingMessage): string | null {
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const tee = url.pathname.startsWith("/tdx/") ? "tdx" : "sgx";
  switch (url.pathname) {
    case `/${tee}/certification/v4/tcb`: {
      const fmspc = url.searchParams.get("fmspc")?.toLowerCase() ?? "";
      return endorsementKey({ item: "intel.tcbInfo", tee, fmspc });
    }
    case `/${tee}/certification/v4/qe/identity`:
      return endorsementKey({ item: "intel.qeIdentity", tee });
    case "/sgx/certification/v4/pckcrl": {
      const ca = url.searchParams.get("ca") === "platform" ? "platform" : "processor";
      return endorsementKey({ item: "intel.pckCrl", ca });
    }
    case "/sgx/certification/v4/rootcacrl":
    case ROOT_CRL_PATH:
      return endorsementKey({ item: "intel.rootCaCrl" });
    default:
      return null;
  }
}

function answer(
  response: ServerResponse,
  {
    item,
    behaviour,
    options,
  }: { item: ServedItem | null; behaviour: Behaviour; options: PccsServerOptions },
): void {
  switch (behaviour.kind) {
    case "serve":
      serve(response, item, options);
      return;
    case "slow":
      setTimeout(() => serve(response, item, options), behaviour.ms);
      return;
    case "hang":
      return;
    case "cut":
      response.writeHead(200, { "content-length": "1000" });
      response.write("{", () => response.destroy());
      return;
    case "status":
      response
        .writeHead(
          behaviour.status,
          behaviour.retryAfter === undefined ? {} : { "retry-after": behaviour.retryAfter },
        )
        .end();
      return;
    case "oversized":
      if (behaviour.announced) response.setHeader("content-length", behaviour.bytes);
      response.end(Buffer.alloc(behaviour.bytes, " "));
      return;
    case "redirect":
      response.writeHead(302, { location: behaviour.location }).end();
      return;
    case "lie":
      serve(
        response,
        item && {
          ...item,
          body: behaviour.body,
          issuerChain: behaviour.issuerChain ?? item.issuerChain,
        },
        options,
      );
      return;
    case "no-chain":
      serve(response, item && { ...item, issuerChain: null }, options);
      return;
  }
}

function serve(response: ServerResponse, item: ServedItem | null, options: PccsServerOptions) {
  if (item === null) {
    response.writeHead(404).end();
    return;
  }
  if (item.issuerChain !== null) {
    const name = chainHeaderOf(item.request, options.flavour ?? "pcs");
    response.setHeader(name, encodeURIComponent(item.issuerChain));
  }
  const isCrl = item.request.item === "intel.pckCrl" || item.request.item === "intel.rootCaCrl";
  response.setHeader("content-type", isCrl ? "application/pkix-crl" : "application/json");
  response.end(isCrl ? encodeCrl(item.body, options.crlEncoding ?? "der") : item.body);
}

function chainHeaderOf(request: EndorsementRequest, flavour: "pcs" | "pccs" | "old-pccs"): string {
  switch (request.item) {
    case "intel.tcbInfo":
      return flavour === "old-pccs" ? "SGX-TCB-Info-Issuer-Chain" : "TCB-Info-Issuer-Chain";
    case "intel.qeIdentity":
      return "SGX-Enclave-Identity-Issuer-Chain";
    case "intel.pckCrl":
    case "intel.rootCaCrl":
      return "SGX-PCK-CRL-Issuer-Chain";
    case "amd.vcek":
    case "amd.certChain":
    case "amd.crl":
    case "jwks":
      throw new Error(`a PCCS has no ${request.item}`);
  }
}

function encodeCrl(hex: string, encoding: "der" | "hex" | "pem"): string | Buffer {
  const der = Buffer.from(hex, "hex");
  switch (encoding) {
    case "der":
      return der;
    case "hex":
      return hex;
    case "pem": {
      const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
      return ["-----BEGIN X509 CRL-----", ...lines, "-----END X509 CRL-----", ""].join("\n");
    }
  }
}
