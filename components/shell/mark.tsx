/** A hexagon, as assurance is drawn, with a tick that leaves it open. */
export function Mark({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 20 20" aria-hidden className={className}>
      <path
        d="M16.9 8.2V6L10 2 3.1 6v8l6.9 4 6.9-4v-2"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <path
        d="m7 9.8 2.4 2.4L17.4 5"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
