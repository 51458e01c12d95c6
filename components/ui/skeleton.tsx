import { classNames } from "./class-names";

/** A block of the final layout while it loads. Give it the size of what will stand there. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <div aria-hidden className={classNames("skeleton rounded-sm", className)} />;
}

/** Says "loading" once to a screen reader, around a group of skeletons. */
export function Loading({
  label,
  children,
  className,
}: {
  readonly label: string;
  readonly children: React.ReactNode;
  readonly className?: string;
}) {
  return (
    <div role="status" aria-label={`Loading ${label}`} className={className}>
      {children}
    </div>
  );
}
