package dev.opportune.gateway.page;

import com.fasterxml.jackson.databind.JsonNode;

/// What a send's end, or what it waits for, means for its user, and what to do about it.
final class StoryMeaning {

    private StoryMeaning() {}

    /// @param send as `GET /v1/sends/{send_id}?history=true` answers it
    static String of(JsonNode send) {
        return switch (send.path("state").asText()) {
            case "accepted" -> accepted(send);
            case "unconfirmed" ->
                "It may have been shown: a provider's answer is missing, and sending it again could show it twice.";
            case "rejected" -> rejected(send);
            case "expired" -> expired(send);
            case "suppressed" -> suppressed(send.path("reason").asText());
            case "cancelled" ->
                send.path("reason").asText().equals("erased")
                        ? "Its user was erased while it waited: nothing is to be done."
                        : "A caller cancelled it before anything was pushed: ask that caller.";
            case "failed" ->
                "A defect of ours kept it from going: look for its id in the gateways' log, and report it.";
            case "waiting" ->
                "It will be looked at then, and decided afresh: nothing is to be done, but a caller may cancel it.";
            case "ready" ->
                "It may go and no lane has room: if that lasts, see the runbook on a backlog, and whether gateways are"
                        + " there.";
            case "dispatching" ->
                "A lane has it: ask again in a second; after a lease (10 s) another would take it over.";
            default -> "A later release says so: ask it with its own command.";
        };
    }

    private static String accepted(JsonNode send) {
        long accepted = with(send, "accepted");
        long all = send.path("deliveries").size();
        var took = "The provider took it for " + accepted + " of " + all + (all == 1 ? " device. " : " devices. ");
        if (reported(send, "opened") || reported(send, "clicked")) return took + "The user opened it: it was seen.";
        if (reported(send, "received_ios") || reported(send, "received_android")) {
            return took + "A device received it: whether it was shown is the phone's (focus, notification settings).";
        }
        return took
                + "From there on it is the phone's: offline until the deadline, a focus mode, or notifications turned"
                + " off show nothing. Have the user look at the app's notification settings.";
    }

    private static String rejected(JsonNode send) {
        if (with(send, "unregistered") > 0) {
            return "The app is gone from the device, or its device token is old: the app registers anew when it is opened.";
        }
        return "The provider refused it, for the reason above: where the device token is at fault the app has to register"
                + " anew; else see the runbook on an app that is faulty.";
    }

    private static String expired(JsonNode send) {
        if (send.path("reason").asText().equals("now_or_never")) {
            return "It had to go at once and could not: a longer moment (ttl) gives it time for another attempt.";
        }
        return with(send, "throttled") + with(send, "not_sent") > 0
                ? "Its moment ended before a provider took it: the words above say what was wrong; see the runbook on an app"
                        + " that is faulty or out of quota."
                : "Its moment ended before it could go: a longer ttl, or a release sooner, would have met it.";
    }

    private static String suppressed(String reason) {
        return switch (reason) {
            case "frequency_cap" ->
                "The user had as many as the policy allows: wait for the next place, or have the category on_cap: defer.";
            case "quiet_hours" ->
                "It was night for the user, and the category drops then: send by day, or have it deferred.";
            case "would_expire_in_quiet_hours" ->
                "Its moment would end before the user's night does: a longer ttl would carry it into the morning.";
            case "would_expire_outside_hours" ->
                "Its moment would end before the category's hours begin: a longer ttl, or other hours.";
            case "opted_out" -> "The user said no to this: nothing may be sent until the user says yes.";
            case "not_opted_in" -> "The category needs the user's yes, and there is none: ask the user in the app.";
            case "muted" -> "The user muted everything for a while: it passes with muted_until.";
            case "unknown_user" -> "Nobody knows this user: register the user and a device first, or name devices.";
            case "no_devices" ->
                "No device of the user may show anything: none is registered, or permission is denied, or its device token"
                        + " is in quarantine; see GET /v1/users/{user}.";
            case "expired" -> "Its moment was over when it was decided: send sooner, or with a longer ttl.";
            case "category_disabled" -> "The policy has this category switched off, or no longer.";
            case "template_incomplete" ->
                "The user has no attribute for the argument above, and the template says nothing to use instead.";
            case "unknown_template" -> "Its template is not on the gateways' disks any more: deploy it again.";
            case "held_out" -> "The user is in the experiment's hold-out, which is shown nothing: as it should be.";
            case "other_arm" -> "The user had entered the experiment in another arm meanwhile: send it again.";
            default -> "See the guide on this reason.";
        };
    }

    private static long with(JsonNode send, String outcome) {
        return send.path("deliveries")
                .valueStream()
                .filter(it -> it.path("outcome").asText().equals(outcome))
                .count();
    }

    private static boolean reported(JsonNode send, String what) {
        return send.path("history")
                .valueStream()
                .anyMatch(it -> it.path("what").asText().equals(what));
    }
}
