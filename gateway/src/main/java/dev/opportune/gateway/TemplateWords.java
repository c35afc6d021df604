package dev.opportune.gateway;

import dev.opportune.templates.Lint;
import dev.opportune.templates.Preview;
import dev.opportune.templates.Rendering.Rendered;
import dev.opportune.templates.Template;
import dev.opportune.templates.Templates;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// What `check` says of templates: which there are, what might be better in them, and, when asked, what they say.
final class TemplateWords {

    private final PrintWriter out;
    private final PrintWriter err;

    private TemplateWords(CommandLine command) {
        this.out = command.getOut();
        this.err = command.getErr();
    }

    /// Advice goes where faults do, and begins with `warning`; it is no fault.
    ///
    /// Gives how much advice there was.
    static int tell(Templates templates, boolean render, CommandLine command) {
        var words = new TemplateWords(command);
        if (templates.isEmpty()) words.out.println("No templates: the folder has none");
        return templates.all().stream().mapToInt(it -> words.tell(it, render)).sum();
    }

    private int tell(Template template, boolean render) {
        out.println("Template " + template.id() + " " + template.version() + ": "
                + String.join(", ", template.locales()) + " (default: " + template.defaultLocale() + ")");
        var advice = new LinkedHashSet<String>();
        for (var preview : Preview.of(template)) {
            if (render) show(preview);
            var rendered = preview.rendered();
            for (var lint : Lint.of(rendered)) {
                advice.add("warning: " + template + ": " + rendered.locale() + lint.pointer() + " " + lint.detail());
            }
        }
        advice.forEach(err::println);
        return advice.size();
    }

    private void show(Preview preview) {
        var rendered = preview.rendered();
        out.println("  " + rendered.locale() + (preview.of().isEmpty() ? "" : ", " + preview.of()));
        members(rendered).forEach((name, text) -> out.println("    " + name + ": " + text));
    }

    private static Map<String, String> members(Rendered rendered) {
        var members = new LinkedHashMap<String, String>();
        put(members, "title", rendered.title());
        put(members, "subtitle", rendered.subtitle());
        put(members, "body", rendered.body());
        var action = rendered.action();
        if (action != null) {
            put(members, "label", action.label());
            put(members, "link", action.link());
        }
        put(members, "image", rendered.image());
        rendered.data().forEach((name, value) -> members.put("data." + name, value));
        return members;
    }

    private static void put(Map<String, String> members, String name, @Nullable String text) {
        if (text != null) members.put(name, text);
    }
}
