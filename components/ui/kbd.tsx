export function Kbd({ children }: { readonly children: React.ReactNode }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border bg-sunken px-1 text-xs text-muted">
      {children}
    </kbd>
  );
}
