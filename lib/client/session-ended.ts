const ENDED = "attestry:session-ended";

/** The API no longer knows who this is, though a page is open: whoever listens asks for a sign-in. */
export function announceSessionEnded(): void {
  window.dispatchEvent(new Event(ENDED));
}

export function onSessionEnded(listener: () => void): () => void {
  window.addEventListener(ENDED, listener);
  return () => window.removeEventListener(ENDED, listener);
}
