/** Builds the desks into the Python package, which serves them: consumers at `/`, staff at `/staff/`. */
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** In development, as the server does it: every address under `/staff` is the staff entry. */
const staffEntry: Plugin = {
  name: "staff-entry",
  configureServer(server) {
    server.middlewares.use((incoming, _response, next) => {
      const request = incoming as { url?: string };
      const path = request.url?.split("?")[0] ?? "";
      if (path === "/staff" || path.startsWith("/staff/")) request.url = "/staff.html";
      next();
    });
  },
};

export default defineConfig({
  base: "/",
  plugins: [react(), staffEntry],
  server: { host: "127.0.0.1", port: 5173, proxy: { "/api": "http://127.0.0.1:8000" } },
  build: {
    outDir: "../src/hejie/edge/http/desks",
    emptyOutDir: true,
    assetsDir: "assets",
    // The content security policy allows no inline script and no data: address.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    manifest: true,
    target: ["chrome100", "firefox100", "safari15.4"],
    chunkSizeWarningLimit: 900,
    rollupOptions: { input: { consumer: "index.html", staff: "staff.html" } },
  },
});
