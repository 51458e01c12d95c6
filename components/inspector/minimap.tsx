import type { ByteRun } from "./byte-classes";
import { byteFillClasses } from "./class-style";
import type { ByteRange } from "./hex-model";

/** The whole evidence as a strip, one colour a class; a click goes there. The grid's keyboard does the same. */
export function Minimap({
  size,
  runs,
  pinned,
  view,
  onJump,
}: {
  readonly size: number;
  readonly runs: readonly ByteRun[];
  readonly pinned: ByteRange | null;
  readonly view: ByteRange;
  readonly onJump: (offset: number) => void;
}) {
  return (
    <svg
      aria-hidden
      viewBox={`0 0 10 ${size}`}
      preserveAspectRatio="none"
      className="my-1 mr-1 w-3 shrink-0 cursor-pointer rounded-sm border"
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        onJump(Math.floor(((event.clientY - box.top) / box.height) * size));
      }}
    >
      {runs.map((run) => (
        <rect
          key={run.start}
          x="0"
          y={run.start}
          width="10"
          height={run.end - run.start}
          className={byteFillClasses[run.byteClass]}
        />
      ))}
      {pinned === null ? null : (
        <rect
          x="0"
          y={pinned.start}
          width="10"
          height={Math.max(pinned.end - pinned.start, size / 150)}
          className="fill-accent"
        />
      )}
      <rect
        x="0"
        y={view.start}
        width="10"
        height={Math.max(Math.min(view.end, size) - view.start, 1)}
        vectorEffect="non-scaling-stroke"
        className="fill-none stroke-text stroke-1"
      />
    </svg>
  );
}
