import { derChildren, derInteger, derTags, readDer, type DerNode } from "@/lib/bytes/der";
import { utf8 } from "@/lib/bytes/text";
import type { Certificate } from "@/lib/x509/certificate";
import { findExtension } from "@/lib/x509/extensions";

export const GCE_INSTANCE_OID = "1.3.6.1.4.1.11129.2.1.21";

/**
 * What Google says of the instance in the certificate of its vTPM's key: SEQUENCE of zone, project number, project id,
 * instance id and instance name, then optional security properties (go-tpm-tools, server/instance_info.go). In claim
 * names; empty for certificates without it, null when it is malformed.
 */
export function gceInstance({ extensions }: Certificate): Readonly<Record<string, string>> | null {
  const value = findExtension(extensions, GCE_INSTANCE_OID);
  if (value === null) return {};
  const node = readDer(value);
  const [zone, projectNumber, projectId, instanceId, instanceName] =
    (node && derChildren(node, derTags.sequence)) ?? [];
  const texts = {
    gceZone: text(zone),
    gceProjectNumber: whole(projectNumber),
    gceProjectId: text(projectId),
    gceInstanceId: whole(instanceId),
    gceInstanceName: text(instanceName),
  };
  const entries = Object.entries(texts).flatMap(([name, member]): [string, string][] =>
    member === null ? [] : [[name, member]],
  );
  return entries.length === Object.keys(texts).length ? Object.fromEntries(entries) : null;
}

function text(node: DerNode | undefined): string | null {
  return node?.tag === derTags.utf8String ? utf8(node.content) : null;
}

function whole(node: DerNode | undefined): string | null {
  const value = node?.tag === derTags.integer ? derInteger(node) : null;
  return value !== null && value >= 0n ? `${value}` : null;
}
