export interface DictionaryBit {
  /** `3`, or `8 to 15` for a run. */
  readonly place: string;
  readonly name: string;
  readonly meaning: string;
}

export interface DictionaryEntry {
  /** As the inspector and `attestry inspect` name it, below its structure. */
  readonly id: string;
  readonly name: string;
  /** From the start of the structure; null where places are not fixed: CBOR, JSON. */
  readonly offset: number | null;
  readonly length: number | null;
  readonly description: string;
  /** Where it differs from that of the structure. */
  readonly specification: string | null;
  readonly bits: readonly DictionaryBit[];
}

/** A structure that some kind of evidence is made of. */
export interface DictionaryStructure {
  /** The anchor of the page. */
  readonly id: string;
  /** What people call the kinds of evidence that have it. */
  readonly kind: string;
  readonly name: string;
  readonly specification: string;
  readonly length: number | null;
  readonly entries: readonly DictionaryEntry[];
}
