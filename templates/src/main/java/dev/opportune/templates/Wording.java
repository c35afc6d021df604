package dev.opportune.templates;

import dev.opportune.templates.Rendering.Action;
import dev.opportune.templates.Rendering.Rendered;
import dev.opportune.templates.message.Message;
import dev.opportune.templates.message.Writing;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A template's messages in one locale.
record Wording(
        Language language,
        @Nullable Message title,
        @Nullable Message body,
        @Nullable Message subtitle,
        @Nullable Message label,
        @Nullable Message link,
        @Nullable Message image,
        SequencedMap<String, Message> data,
        Look look) {

    Wording {
        data = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(data));
    }

    /// As it is written in files.
    String tag() {
        return language.tag();
    }

    Rendered write(Writing writing) {
        return new Rendered(
                tag(),
                write(title, writing),
                write(body, writing),
                write(subtitle, writing),
                link == null ? null : new Action(write(label, writing), link.write(writing)),
                write(image, writing),
                data(writing),
                look);
    }

    private static @Nullable String write(@Nullable Message message, Writing writing) {
        return message == null ? null : message.write(writing);
    }

    private SequencedMap<String, String> data(Writing writing) {
        if (data.isEmpty()) return Collections.unmodifiableSequencedMap(new LinkedHashMap<>());
        var written = new LinkedHashMap<String, String>();
        for (Map.Entry<String, Message> entry : data.entrySet()) {
            written.put(entry.getKey(), entry.getValue().write(writing));
        }
        return Collections.unmodifiableSequencedMap(written);
    }
}
