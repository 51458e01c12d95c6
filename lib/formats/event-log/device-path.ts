import { ByteReader } from "@/lib/bytes/byte-reader";
import { guidText, utf16Text } from "./efi-variable";

const MAX_NODES = 64;

/**
 * A UEFI device path as text: "Pci(1,0)/HD(1,GPT,…)/\EFI\BOOT\BOOTX64.EFI". Nodes that have no name here appear as their
 * type and subtype. UEFI 2.10, section 10.3.
 */
export function devicePathText(bytes: Uint8Array): string {
  const reader = new ByteReader(bytes);
  const nodes: string[] = [];
  while (reader.remaining >= 4 && nodes.length < MAX_NODES) {
    const type = reader.u8();
    const subtype = reader.u8();
    const length = reader.u16le();
    const data = reader.bytes(length - 4);
    if (reader.overrun) return [...nodes, "…"].join("/");
    if (type === 0x7f) break;
    nodes.push(nodeText({ type, subtype, data }));
  }
  return nodes.join("/");
}

function nodeText({
  type,
  subtype,
  data,
}: {
  type: number;
  subtype: number;
  data: Uint8Array;
}): string {
  const reader = new ByteReader(data);
  switch ((type << 8) | subtype) {
    case 0x0101: {
      const pciFunction = reader.u8();
      return `Pci(${reader.u8()},${pciFunction})`;
    }
    case 0x0104:
      return `Vendor(${guidText(data)})`;
    case 0x0201: {
      const id = reader.u32le();
      const isRoot = id === 0x0a03_41d0 || id === 0x0a08_41d0;
      const unit = reader.u32le();
      return isRoot ? `PciRoot(${unit})` : `Acpi(${id.toString(16)},${unit})`;
    }
    case 0x0302: {
      const target = reader.u16le();
      return `Scsi(${target},${reader.u16le()})`;
    }
    case 0x0317:
      return `NVMe(${reader.u32le()})`;
    case 0x0401: {
      const partition = reader.u32le();
      reader.skip(16);
      return `HD(${partition},${guidText(reader.bytes(16))})`;
    }
    case 0x0403:
      return `Media(${guidText(data)})`;
    case 0x0404:
      return utf16Text(data);
    case 0x0406:
      return `FvFile(${guidText(data)})`;
    case 0x0407:
      return `Fv(${guidText(data)})`;
    default:
      return `Path(${type},${subtype})`;
  }
}
