/** Begins a desk on its page: what every desk has around it. */
import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queries } from "./api";
import "./theme.css";
import "./ui/ui.css";
import { CrashGuard, OfflineBanner, SkipLink, Toasts } from "./ui";

/** Draw a desk. */
export function start(desk: ReactNode): void {
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no #root");
  createRoot(root).render(
    <StrictMode>
      <CrashGuard>
        <QueryClientProvider client={queries}>
          <SkipLink />
          <OfflineBanner />
          {desk}
          <Toasts />
        </QueryClientProvider>
      </CrashGuard>
    </StrictMode>,
  );
}
