package dev.opportune.gateway.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The frame of a page: title, style, and that nothing is loaded or run from anywhere.
final class Page {

    private static final String CSS = css();

    private Page() {}

    static String of(String title, Markup body) {
        var page = new Markup();
        page.begin("html", "lang", "en").begin("head");
        page.single("meta", "charset", "utf-8");
        page.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.single("meta", "name", "color-scheme", "content", "light dark");
        page.single(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; style-src 'unsafe-inline'");
        page.element("title", title).style(CSS).end();
        page.begin("body").begin("main").add(body).end().end().end();
        return "<!doctype html>\n" + page;
    }

    private static String css() {
        try (var css = Page.class.getResourceAsStream("/page.css")) {
            if (css == null) throw new IllegalStateException("page.css is not among the resources");
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
