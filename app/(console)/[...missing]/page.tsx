import type { Metadata } from "next";
import { notFound } from "next/navigation";

export const metadata: Metadata = { title: "Nothing here" };

/** Addresses that no page has, so that they are answered inside the shell. */
export default function MissingPage(): never {
  notFound();
}
