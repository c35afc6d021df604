package dev.opportune.engagement.tally;

import dev.opportune.engagement.report.Label;
import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.Unpacked;

/// Labels as the home slot keeps them: packed, a letter for their kind first. Readers pass over members that follow.
final class LabelCodec {

    private static final String SENDS = "s";
    private static final String APP = "a";
    private static final String ARM = "x";

    private LabelCodec() {}

    static byte[] pack(Label label) {
        return switch (label) {
            case Label.OfSends(
                    var category,
                    var intent,
                    var campaign,
                    var template,
                    var locale,
                    var experiment,
                    var arm) ->
                Packed.within()
                        .put(SENDS)
                        .put(category)
                        .put(intent)
                        .put(campaign)
                        .put(template)
                        .put(locale)
                        .put(experiment)
                        .put(arm)
                        .bytes();
            case Label.OfArm(var experiment, var knownBy, var segment, var arm) ->
                Packed.within()
                        .put(ARM)
                        .put(experiment)
                        .put(knownBy)
                        .put(segment)
                        .put(arm)
                        .bytes();
            case Label.OfApp(var app) -> Packed.within().put(APP).put(app).bytes();
        };
    }

    static Label read(byte[] packed) {
        var from = new Unpacked(packed);
        var kind = from.text();
        return switch (kind) {
            case SENDS ->
                new Label.OfSends(
                        from.text(),
                        from.textOrNull(),
                        from.textOrNull(),
                        from.textOrNull(),
                        from.textOrNull(),
                        from.textOrNull(),
                        from.textOrNull());
            case ARM -> new Label.OfArm(from.text(), from.text(), from.text(), from.text());
            case APP -> new Label.OfApp(from.text());
            default -> throw new IllegalStateException("an unknown kind of label: " + kind);
        };
    }
}
