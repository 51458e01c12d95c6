import { BlockList, isIP } from "node:net";

/** `10.0.0.0/8`, `2001:db8::/32`, or a single address. */
export function isNetwork(text: string): boolean {
  return readNetwork(text) !== null;
}

interface Network {
  readonly address: string;
  readonly family: "ipv4" | "ipv6";
  readonly prefix: number;
}

const DECIMAL = /^(?:0|[1-9]\d{0,2})$/;

function readNetwork(text: string): Network | null {
  const [address = "", prefixText, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || address.includes("%")) return null;
  const longest = version === 4 ? 32 : 128;
  // Exactly what PostgreSQL reads as inet, too.
  const prefix =
    prefixText === undefined
      ? longest
      : DECIMAL.test(prefixText)
        ? Number(prefixText)
        : longest + 1;
  if (prefix > longest) return null;
  return { address, family: version === 4 ? "ipv4" : "ipv6", prefix };
}

/** Whether an address lies in one of the networks; an address or network that can't be read lies in none. */
export function isInNetworks(address: string, networks: readonly string[]): boolean {
  const plain = plainAddress(address);
  const version = isIP(plain);
  if (version === 0) return false;
  const list = new BlockList();
  for (const text of networks) {
    const network = readNetwork(text);
    if (network !== null) list.addSubnet(network.address, network.prefix, network.family);
  }
  return list.check(plain, version === 4 ? "ipv4" : "ipv6");
}

/** A link-local address without the interface that it was seen on (`fe80::1%eth0`): what databases and networks know. */
export function withoutZone(address: string): string {
  return address.split("%", 1)[0] ?? address;
}

/** An IPv4 client of a socket that listens on IPv6 appears as `::ffff:192.0.2.1`. */
export function plainAddress(address: string): string {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address);
  return mapped?.[1] ?? address;
}

/**
 * Where an address belongs to, for counting: an IPv4 address is one customer, while an IPv6 customer has 2^64 of them
 * (RFC 6177), so there it is the first half.
 */
export function networkOf(address: string): string {
  const plain = plainAddress(address);
  if (isIP(plain) !== 6) return plain;
  const [head = "", tail] = plain.toLowerCase().split("%", 1).join("").split("::");
  const groups = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length);
  const all = [...groups, ...Array.from({ length: zeros }, () => "0"), ...rest];
  const firstHalf = all.slice(0, 4).map((group) => parseInt(group, 16).toString(16));
  return `${firstHalf.join(":")}::/64`;
}
