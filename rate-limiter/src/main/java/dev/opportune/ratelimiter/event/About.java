package dev.opportune.ratelimiter.event;

import dev.opportune.ratelimiter.redis.Packed;
import dev.opportune.ratelimiter.redis.Unpacked;
import org.jspecify.annotations.Nullable;

/// What a send tells about itself as long as anything is known of it: its record, its receipt and its event have it as
/// one string, which scripts pass on unread.
///
/// @param campaign the caller's own name for a group of sends
/// @param ref the caller's own name for this one
/// @param policyVersion of the policy by which it was decided first
/// @param caller whose send it is
/// @param template that its words come from; null: it brings its content
/// @param experiment null: it is of none; so is the next
/// @param arm whose content it has
public record About(
        String user,
        String category,
        @Nullable String campaign,
        @Nullable String ref,
        String policyVersion,
        String caller,
        @Nullable Template template,
        @Nullable String experiment,
        @Nullable String arm) {

    /// A template's version, as the send had it when it was decided first.
    public record Template(String id, String version) {

        private static @Nullable Template of(@Nullable String id, @Nullable String version) {
            return id == null || version == null ? null : new Template(id, version);
        }
    }

    /// Of one that brings its content, and is of no experiment.
    public About(
            String user,
            String category,
            @Nullable String campaign,
            @Nullable String ref,
            String policyVersion,
            String caller) {
        this(user, category, campaign, ref, policyVersion, caller, null, null, null);
    }

    public static About read(byte[] packed) {
        var from = new Unpacked(packed);
        return new About(
                from.text(),
                from.text(),
                from.textOrNull(),
                from.textOrNull(),
                from.text(),
                from.text(),
                from.hasNext() ? Template.of(from.textOrNull(), from.textOrNull()) : null,
                from.hasNext() ? from.textOrNull() : null,
                from.hasNext() ? from.textOrNull() : null);
    }

    public byte[] packed() {
        var to = Packed.within();
        write(to, user, category, campaign, ref, policyVersion, caller);
        write(to, template, experiment, arm);
        return to.bytes();
    }

    /// What follows of a send with a template, or of an experiment: nothing of others.
    public static void write(
            Packed to, @Nullable Template template, @Nullable String experiment, @Nullable String arm) {
        if (template == null && experiment == null) return;
        to.put(template == null ? null : template.id).put(template == null ? null : template.version);
        if (experiment != null && arm != null) to.put(experiment).put(arm);
    }

    /// The same without being one: for the path of every send.
    public static void write(
            Packed to,
            String user,
            String category,
            @Nullable String campaign,
            @Nullable String ref,
            String policyVersion,
            String caller) {
        to.put(user).put(category).put(campaign).put(ref).put(policyVersion).put(caller);
    }
}
