import { joinBytes, pattern } from "../byte-writer";
import {
  ascii,
  BANKS,
  digested,
  extendAll,
  writeEvent,
  writeSha1Event,
  writeSpecId,
  writeVariable,
  type Bank,
  type DigestedEvent,
  type EventSpec,
} from "./event-log-writer";

const EV_NO_ACTION = 0x3;
const EV_SEPARATOR = 0x4;
const EV_S_CRTM_VERSION = 0x8;
const EV_IPL = 0xd;
const EV_VARIABLE_DRIVER_CONFIG = 0x8000_0001;
const EV_BOOT_SERVICES_APPLICATION = 0x8000_0003;
const EV_EFI_ACTION = 0x8000_0007;

/** What to mint: by default the boot of a machine with secure boot on. */
export interface MintEventLogOptions {
  /** A TPM's log, a TD's log, or a log of the SHA-1 days; "pcr" when absent. */
  readonly form?: "pcr" | "rtmr" | "sha1";
  /** "sha1" and "sha256" for a TPM, "sha384" for a TD when absent. */
  readonly banks?: readonly Bank[];
  /** Null measures no SecureBoot variable. */
  readonly secureBoot?: boolean | null;
  /** Of TPM2_Startup; no such event when absent. */
  readonly startupLocality?: number;
  /** Before digests are computed: registers are what a machine with these events has. */
  readonly events?: (events: readonly EventSpec[]) => readonly EventSpec[];
  /** After registers are computed: what the log says differs from what was measured. */
  readonly logged?: (events: readonly DigestedEvent[]) => readonly DigestedEvent[];
  /** The Spec ID record's banks, to break them. */
  readonly declared?: readonly { readonly id: number; readonly size: number }[];
  /** Bytes of filler behind the log. */
  readonly filler?: Uint8Array;
}

export interface MintedEventLog {
  readonly log: Uint8Array;
  /** By bank and by register as the log writes it: what the events extend. */
  readonly registers: Readonly<Partial<Record<Bank, ReadonlyMap<number, Uint8Array>>>>;
  /** Where each event begins, the Spec ID record left out. */
  readonly offsets: readonly number[];
}

export async function mintEventLog(options: MintEventLogOptions = {}): Promise<MintedEventLog> {
  const form = options.form ?? "pcr";
  const banks = options.banks ?? DEFAULT_BANKS[form];
  const boot = form === "rtmr" ? bootOfTd(options) : bootOfTpm(options);
  const specs = options.events?.(boot) ?? boot;
  const events = await Promise.all(specs.map((spec) => digested(spec, banks)));
  const logged = options.logged?.(events) ?? events;
  const header =
    form === "sha1"
      ? []
      : [
          writeSpecId(
            form === "rtmr" ? 1 : 0,
            options.declared ?? banks.map((bank) => BANKS[bank]),
          ),
        ];
  const records = logged.map((event) =>
    form === "sha1"
      ? writeSha1Event({ ...event, digest: event.digests[0]?.digest ?? new Uint8Array(20) })
      : writeEvent(event),
  );
  const offsets: number[] = [];
  let at = header[0]?.length ?? 0;
  for (const record of records) {
    offsets.push(at);
    at += record.length;
  }
  return {
    log: joinBytes([...header, ...records, options.filler ?? new Uint8Array(0)]),
    registers: await registersAfter(events, { banks, options }),
    offsets,
  };
}

const DEFAULT_BANKS = {
  pcr: ["sha1", "sha256"],
  rtmr: ["sha384"],
  sha1: ["sha1"],
} as const satisfies Record<string, readonly Bank[]>;

async function registersAfter(
  events: readonly DigestedEvent[],
  given: { readonly banks: readonly Bank[]; readonly options: MintEventLogOptions },
): Promise<MintedEventLog["registers"]> {
  const { banks, options } = given;
  const extending = events.filter(({ type }) => type !== EV_NO_ACTION);
  const numbers = [...new Set(extending.map(({ register }) => register))];
  const byBank = banks.map(async (bank) => {
    const values = numbers.map(async (register) => {
      const digests = extending
        .filter((event) => event.register === register)
        .flatMap((event) => event.digests.filter((one) => one.bank === bank))
        .map(({ digest }) => digest);
      const initial = firstValue(bank, { register, options });
      return [register, await extendAll(bank, { initial, digests })] as const;
    });
    return [bank, new Map(await Promise.all(values))] as const;
  });
  return Object.fromEntries(await Promise.all(byBank));
}

function firstValue(
  bank: Bank,
  { register, options }: { readonly register: number; readonly options: MintEventLogOptions },
): Uint8Array {
  const value = new Uint8Array(BANKS[bank].size);
  if (options.form === "rtmr") return value;
  if (register >= 17 && register <= 22) return value.fill(0xff);
  if (register === 0) value.set([options.startupLocality ?? 0], value.length - 1);
  return value;
}

const separator = (register: number): EventSpec => ({
  register,
  type: EV_SEPARATOR,
  data: new Uint8Array(4),
});

function secureBootEvents(register: number, isOn: boolean | null): readonly EventSpec[] {
  const variables: readonly (readonly [string, Uint8Array])[] = [
    ...(isOn === null ? [] : [["SecureBoot", Uint8Array.of(isOn ? 1 : 0)] as const]),
    ["PK", new Uint8Array(0)],
    ["KEK", new Uint8Array(0)],
  ];
  return variables.map(([name, value]) => ({
    register,
    type: EV_VARIABLE_DRIVER_CONFIG,
    data: writeVariable(name, value),
  }));
}

/** Registers as TCG PC Client Platform Firmware Profile, table 1, gives them out. */
function bootOfTpm({
  secureBoot = true,
  startupLocality,
}: MintEventLogOptions): readonly EventSpec[] {
  return [
    ...(startupLocality === undefined
      ? []
      : [
          {
            register: 0,
            type: EV_NO_ACTION,
            data: joinBytes([ascii("StartupLocality\0"), Uint8Array.of(startupLocality)]),
          },
        ]),
    { register: 0, type: EV_S_CRTM_VERSION, data: ascii("s\0i\0m\0") },
    ...secureBootEvents(7, secureBoot),
    ...[0, 1, 2, 3, 4, 5, 6, 7].map(separator),
    { register: 4, type: EV_EFI_ACTION, data: ascii("Calling EFI Application from Boot Option") },
    bootLoader(4),
    ...kernel(8),
    { register: 5, type: EV_EFI_ACTION, data: ascii("Exit Boot Services Invocation") },
  ];
}

/** CC registers: index 1 is RTMR0, the firmware's settings; 2 what is started; 3 the boot loader's. */
function bootOfTd({ secureBoot = true }: MintEventLogOptions): readonly EventSpec[] {
  return [
    ...secureBootEvents(1, secureBoot),
    separator(1),
    { register: 2, type: EV_EFI_ACTION, data: ascii("Calling EFI Application from Boot Option") },
    separator(2),
    bootLoader(2),
    ...kernel(3),
    { register: 2, type: EV_EFI_ACTION, data: ascii("Exit Boot Services Invocation") },
  ];
}

function bootLoader(register: number): EventSpec {
  const image = joinBytes([pattern(61, 24), new Uint8Array(8)]); // no device path
  return { register, type: EV_BOOT_SERVICES_APPLICATION, data: image, measured: pattern(60, 512) };
}

function kernel(register: number): readonly EventSpec[] {
  const commandLine = "console=ttyS0 simulated=1";
  return [
    {
      register,
      type: EV_IPL,
      data: ascii(`kernel_cmdline: ${commandLine}\0`),
      measured: ascii(commandLine),
    },
  ];
}
