/** Ant Design in our colours and in the viewer's language, around the desks of merchants and staff. */
import { theme as algorithms, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import type { ReactNode } from "react";
import { useLanguage } from "../../i18n";
import { type Theme, useTheme } from "../../theme";

/** The tokens of `theme.css` as they are drawn now: one source for both. */
function tokens(_theme: Theme) {
  const drawn = getComputedStyle(document.documentElement);
  const read = (name: string) => drawn.getPropertyValue(`--${name}`).trim();
  return {
    colorPrimary: read("accent"),
    colorInfo: read("accent"),
    colorLink: read("accent"),
    colorSuccess: read("good"),
    colorWarning: read("warn"),
    colorError: read("danger"),
    colorTextBase: read("ink"),
    colorBgBase: read("surface"),
    colorBgLayout: read("paper"),
    colorBgContainer: read("surface"),
    colorBgElevated: read("surface"),
    colorFillAlter: read("sunken"),
    // The greys of the library fail AA.
    colorText: read("ink"),
    colorTextSecondary: read("ink-2"),
    colorTextTertiary: read("ink-3"),
    colorTextDescription: read("ink-3"),
    colorTextPlaceholder: read("ink-3"),
    colorTextLightSolid: read("on-accent"),
    colorBorder: read("line-strong"),
    colorBorderSecondary: read("line"),
    borderRadius: 8,
    controlHeight: 36,
    fontFamily: read("font"),
    fontSize: 14,
  };
}

/** Surfaces that the library would draw as light as the page, or tinted. */
function components(_theme: Theme) {
  const sunken = getComputedStyle(document.documentElement).getPropertyValue("--sunken").trim();
  return { Segmented: { trackBg: sunken }, Table: { headerBg: sunken, rowHoverBg: sunken } };
}

export function AntFrame({ children }: { children: ReactNode }) {
  const theme = useTheme();
  const language = useLanguage();
  return (
    <ConfigProvider
      locale={language === "en" ? enUS : zhCN}
      theme={{
        algorithm: theme === "dark" ? algorithms.darkAlgorithm : algorithms.defaultAlgorithm,
        token: tokens(theme),
        cssVar: { key: "hejie" },
        components: components(theme),
      }}
      button={{ autoInsertSpace: false }}
    >
      {children}
    </ConfigProvider>
  );
}
