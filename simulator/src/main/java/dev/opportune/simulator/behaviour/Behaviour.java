package dev.opportune.simulator.behaviour;

import dev.opportune.simulator.phones.Habits;
import dev.opportune.simulator.phones.Phones;
import dev.opportune.simulator.phones.Places;
import dev.opportune.simulator.record.Provider;
import dev.opportune.simulator.record.Push;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Scripts both providers. Callable from any thread; holds for requests that arrive afterwards. Connections have
/// done what a method says when it returns, unless an event loop called it: then they do it soon.
public final class Behaviour {

    private final ProviderScript apns = new ProviderScript();
    private final ProviderScript fcm = new ProviderScript();
    private final FcmScript fcmScript = new FcmScript();
    private final Map<Provider, ScheduledFuture<?>> thaws = new EnumMap<>(Provider.class);
    private final Map<Provider, ConnectionControl> connections;
    private final DeviceScripts devices;
    private final Runnable revokeAccessTokens;
    private final ScheduledExecutorService timer;
    private final AtomicReference<@Nullable Phones> phones = new AtomicReference<>();

    /// @param connections what can be done to each provider's connections
    /// @param largestDevices how many device tokens may be scripted at a time
    /// @param revokeAccessTokens makes FCM forget the access tokens that it has issued
    /// @param timer ends a freeze of limited length
    public Behaviour(
            Map<Provider, ConnectionControl> connections,
            int largestDevices,
            Runnable revokeAccessTokens,
            ScheduledExecutorService timer) {
        this.connections = Map.copyOf(connections);
        this.devices = new DeviceScripts(largestDevices);
        this.revokeAccessTokens = revokeAccessTokens;
        this.timer = timer;
    }

    /// Delays a provider's answers; pushes are handled and recorded at once.
    public void latency(Provider provider, Latency latency) {
        script(provider).latency(latency);
    }

    /// Refuses the pushes to a device token. A reason of the other provider never applies.
    ///
    /// @throws IllegalStateException when as many device tokens are scripted as may be
    public void refuse(String deviceToken, DeviceRefusal refusal) {
        devices.put(deviceToken, refusal);
    }

    /// Refuses the pushes to a share of the device tokens of the reason's provider. A hash of the device token decides:
    /// the same ones each time, and with a larger fraction the same ones and more. [#refuse] goes before it.
    ///
    /// @param fraction from 0, which ends it, to 1
    public void share(Reason reason, double fraction) {
        devices.share(new DeviceShare(reason, fraction));
    }

    /// Accepts the pushes to a device token again; false when it was not scripted.
    public boolean accept(String deviceToken) {
        return devices.remove(deviceToken);
    }

    /// Holds each of the provider's connections, open ones and new ones, to so many streams, where it would allow more.
    /// What APNs does for bad device tokens goes on below that; [#normal] ends it.
    public void streams(Provider provider, int most) {
        if (most < 1) throw new IllegalArgumentException("streams: " + most + " (expected: >= 1)");
        script(provider).largestStreams(most);
        control(provider).scriptChanged();
    }

    /// Closes connections on which nothing has been under way for so long, with GOAWAY and the reason `IdleTimeout`.
    public void idleTimeout(Provider provider, Duration timeout) {
        script(provider).idleTimeout(timeout);
        control(provider).scriptChanged();
    }

    /// Makes the provider's next pushes fail that way; replaces the fault that was scripted before.
    public void fail(Provider provider, Fault fault, int times) {
        fail(provider, new ScriptedFault(fault, null), times);
    }

    public void fail(Provider provider, ScriptedFault fault, int times) {
        script(provider).faults(fault, times);
    }

    /// Gives FCM's project a quota. What is over it is answered QUOTA_EXCEEDED with `Retry-After`, until the refill.
    public void quota(int messagesPerMinute) {
        fcmScript.quota(messagesPerMinute);
    }

    /// Refuses FCM's next pushes, so many, for the project's sake; replaces what was scripted before.
    public void refuseProject(ProjectRefusal refusal, int times) {
        fcmScript.projectRefusals(refusal, times);
    }

    /// Makes FCM's token endpoint fail the next so many times; replaces what was scripted before.
    public void failAccessTokens(TokenFault fault, int times) {
        fcmScript.tokenFaults(fault, times);
    }

    /// How long FCM's access tokens live that are issued from now on: a second to an hour.
    public void accessTokenLifetime(Duration lifetime) {
        fcmScript.accessTokenLifetime(lifetime);
    }

    /// Revokes all of FCM's access tokens, as Google may at any time: the next pushes are answered 401.
    public void revokeAccessTokens() {
        revokeAccessTokens.run();
    }

    /// Takes requests in, but neither handles nor answers them until [#unfreeze]; connections open as ever.
    public void freeze(Provider provider) {
        synchronized (thaws) {
            forgetThaw(provider);
            script(provider).frozen(true);
        }
    }

    /// Freezes for a while.
    public void freeze(Provider provider, Duration length) {
        synchronized (thaws) {
            freeze(provider);
            thaws.put(provider, timer.schedule(() -> unfreeze(provider), length.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    /// Handles what has waited, in order of arrival on each connection.
    public void unfreeze(Provider provider) {
        synchronized (thaws) {
            forgetThaw(provider);
            script(provider).frozen(false);
        }
        control(provider).thaw();
    }

    /// Closes the provider's connections with GOAWAY, after what is in flight has been answered.
    public void goAway(Provider provider, String reason) {
        control(provider).goAway(reason);
    }

    /// Takes in each connection's next requests, so many, without handling them, then closes it with GOAWAY that names
    /// the last handled one: a client may safely send those again (RFC 9113, 6.8). What waits in a freeze counts.
    /// [#unfreeze] and [#normal] end it before that.
    public void goAway(Provider provider, String reason, int unhandled) {
        if (unhandled < 1) throw new IllegalArgumentException("unhandled: " + unhandled + " (expected: >= 1)");
        control(provider).goAway(reason, unhandled);
    }

    /// Resets the provider's connections. What was handled stays recorded, though its answer is lost.
    public void reset(Provider provider) {
        control(provider).reset();
    }

    /// From now on there are phones behind the providers, and a shop: they report of pushes that come. Those that were
    /// there before are gone, with what they had to tell.
    public void phones(Habits habits, Places places) {
        replace(new Phones(habits, places));
    }

    /// There are no phones any more.
    public void noPhones() {
        replace(null);
    }

    private void replace(@Nullable Phones next) {
        var before = phones.getAndSet(next);
        if (before != null) before.close();
    }

    /// Those that are there; null: none are.
    public @Nullable Phones phones() {
        return phones.get();
    }

    /// A push was recorded.
    public void recorded(Push push) {
        var there = phones.get();
        if (there != null) there.arrived(push);
    }

    /// All back to normal: nothing scripted. Phones stay. Access tokens live as long as they were issued for.
    public void normal() {
        devices.clear();
        fcmScript.normal();
        for (Provider provider : Provider.values()) {
            script(provider).normal();
            control(provider).scriptChanged();
            unfreeze(provider);
        }
    }

    /// What the provider was told to do.
    public ProviderScript script(Provider provider) {
        return switch (provider) {
            case APNS -> apns;
            case FCM -> fcm;
        };
    }

    /// What FCM alone was told to do.
    public FcmScript fcmScript() {
        return fcmScript;
    }

    /// The scripted device tokens.
    public DeviceScripts devices() {
        return devices;
    }

    private ConnectionControl control(Provider provider) {
        ConnectionControl control = connections.get(provider);
        if (control == null) throw new IllegalStateException("no connections of " + provider);
        return control;
    }

    private void forgetThaw(Provider provider) {
        ScheduledFuture<?> thaw = thaws.remove(provider);
        if (thaw != null) thaw.cancel(false);
    }
}
