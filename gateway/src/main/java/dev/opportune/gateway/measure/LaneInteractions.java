package dev.opportune.gateway.measure;

import dev.opportune.engagement.Interaction;
import dev.opportune.engagement.Interaction.Whose;
import dev.opportune.engagement.proof.Proofs;
import dev.opportune.engagement.touch.Interactions;
import dev.opportune.ratelimiter.send.SendStore;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;

/// Records interactions with the users whose they are. What no proof or id holds costs no round trip.
final class LaneInteractions implements Interacting {

    private final Interactions interactions;
    private final SendStore sends;
    private final LaneProofs proofs;
    private final Set<String> conversions;
    private final MeasureMetrics metrics;

    /// @param sends know which sends may be a user's
    LaneInteractions(
            Interactions interactions,
            SendStore sends,
            LaneProofs proofs,
            Set<String> conversions,
            MeasureMetrics metrics) {
        this.interactions = interactions;
        this.sends = sends;
        this.proofs = proofs;
        this.conversions = conversions;
        this.metrics = metrics;
    }

    @Override
    public Set<String> conversions() {
        return conversions;
    }

    @Override
    public Optional<Reason> fault(Interaction interaction) {
        return switch (interaction) {
            case Interaction.OfSend(var _, var sendId, Whose.Proof(var proof), var _, var _) -> fault(sendId, proof);
            case Interaction.OfSend _ -> Optional.empty();
            case Interaction.Conversion(var _, var _, var _, var _, var sendId, var proof, var _) ->
                sendId == null || proof == null ? Optional.empty() : fault(sendId, proof);
        };
    }

    private Optional<Reason> fault(String sendId, String proof) {
        return switch (proofs.open(sendId, proof)) {
            case Proofs.Opened.Sound(var claim) ->
                sends.mayBeOf(sendId, claim.user()) ? Optional.empty() : Optional.of(Reason.UNKNOWN_SEND);
            case Proofs.Opened.Bad() -> Optional.of(Reason.BAD_PROOF);
            case Proofs.Opened.UnknownKey() -> Optional.of(Reason.UNKNOWN_KEY);
        };
    }

    @Override
    public Future<Answer> take(Interaction interaction) {
        return switch (interaction) {
            case Interaction.OfSend ofSend -> mark(ofSend).onSuccess(it -> metrics.took(ofSend.kind(), it));
            case Interaction.Conversion conversion -> convert(conversion).onSuccess(metrics::tookConversion);
        };
    }

    private Future<Answer> mark(Interaction.OfSend of) {
        return switch (of.whose()) {
            case Whose.User(var user) -> mark(of, user);
            case Whose.Proof(var proof) ->
                switch (proofs.open(of.sendId(), proof)) {
                    case Proofs.Opened.Sound(var claim) -> mark(of, claim.user());
                    case Proofs.Opened.Bad() -> not(Reason.BAD_PROOF);
                    case Proofs.Opened.UnknownKey() -> not(Reason.UNKNOWN_KEY);
                };
        };
    }

    private Future<Answer> mark(Interaction.OfSend of, String user) {
        if (!sends.mayBeOf(of.sendId(), user)) return not(Reason.UNKNOWN_SEND);
        return interactions
                .mark(user, of.sendId(), of.kind(), of.platform(), of.at())
                .map(recorded -> switch (recorded) {
                    case RECORDED -> new Answer.Recorded(null);
                    case DUPLICATE -> new Answer.NotRecorded(Reason.DUPLICATE);
                    case LATE -> new Answer.NotRecorded(Reason.LATE);
                });
    }

    private Future<Answer> convert(Interaction.Conversion of) {
        var sendId = of.sendId();
        var proof = of.proof();
        if (sendId == null || proof == null) return attribute(of);
        return switch (proofs.open(sendId, proof)) {
            case Proofs.Opened.Sound(var claim) ->
                claim.user().equals(of.user()) ? attribute(of) : recorded(Attribution.NONE);
            case Proofs.Opened.Bad() -> not(Reason.BAD_PROOF);
            case Proofs.Opened.UnknownKey() -> not(Reason.UNKNOWN_KEY);
        };
    }

    private Future<Answer> attribute(Interaction.Conversion of) {
        return interactions
                .convert(of.user(), of.name(), of.id(), of.value(), of.at())
                .map(attributed -> switch (attributed) {
                    case DIRECT -> new Answer.Recorded(Attribution.DIRECT);
                    case INFLUENCED -> new Answer.Recorded(Attribution.INFLUENCED);
                    case NONE -> new Answer.Recorded(Attribution.NONE);
                    case DUPLICATE -> new Answer.NotRecorded(Reason.DUPLICATE);
                    case LATE -> new Answer.NotRecorded(Reason.LATE);
                });
    }

    private static Future<Answer> recorded(Attribution attributed) {
        return Future.succeededFuture(new Answer.Recorded(attributed));
    }

    private static Future<Answer> not(Reason reason) {
        return Future.succeededFuture(new Answer.NotRecorded(reason));
    }
}
