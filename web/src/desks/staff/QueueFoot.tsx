/** Below a queue: how much of it is shown, and the next page. */
import { Button } from "antd";
import { useWords } from "../../i18n";
import { uiWords } from "../../ui";
import type { useQueue } from "./use-queue";
import { staffWords } from "./words";

export function QueueFoot({ queue }: { queue: ReturnType<typeof useQueue> }) {
  const t = useWords(staffWords);
  const ui = useWords(uiWords);
  const n = queue.items.length;
  return (
    <div className="queue-foot">
      <p className="hint" role="status">
        {queue.isPlaceholderData ? t("refreshing") : t(queue.hasNextPage ? "shown_more" : "shown", { n })}
      </p>
      {queue.hasNextPage && (
        <Button loading={queue.isFetchingNextPage} onClick={() => void queue.fetchNextPage()}>
          {ui("more")}
        </Button>
      )}
    </div>
  );
}
