package dev.opportune.gateway.config;

import dev.opportune.connectors.apns.ApnsSettings.Environment;
import dev.opportune.connectors.fcm.FcmSettings;
import dev.opportune.connectors.fcm.message.FcmPlatform;
import dev.opportune.yaml.key.Key;
import dev.opportune.yaml.key.Keys;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Of apps, by their providers.
final class AppKeys {
    static final Key<Provider> PROVIDER =
            Key.oneOf("provider", Provider.class).required().says("who delivers to the app's devices");
    static final Key<String> ENDPOINT = Key.text("endpoint", "`host:port`")
            .unsaid("the provider's")
            .says("another place than the provider's: a proxy of one's own, or a simulator");
    static final Key<String> CA_FILE = Key.text("ca_file", ConfigKeys.FILE_PEM)
            .unsaid("the machine's CAs")
            .says("who signs the certificate of `endpoint`, and, for FCM, of `token_uri`");

    static final Key<String> TOPIC = Key.text("topic", ConfigKeys.TEXT)
            .required()
            .bound("letters, digits, hyphens, at least one dot")
            .says("the bundle id");
    static final Key<Environment> ENVIRONMENT = Key.word("environment", Environment.class, Environment::parse)
            .required()
            .says("of Apple's, in which the devices' tokens were made");
    static final Key<String> KEY_FILE =
            Key.text("key_file", "file, PEM, PKCS#8, EC P-256").required().says("the key, as Apple gives it");
    static final Key<String> KEY_ID = Key.text("key_id", ConfigKeys.TEXT)
            .required()
            .bound("10 characters")
            .says("the key's id at Apple");
    static final Key<String> TEAM_ID = Key.text("team_id", ConfigKeys.TEXT)
            .required()
            .bound("10 characters")
            .says("the team's id at Apple");
    static final Key<Boolean> MEASURE_RECEIVED = Key.flag("measure_received")
            .or(false)
            .says("pushes that carry a proof start the app's notification service extension, which reports `received`");
    static final Keys APNS = Keys.of(
            "<apns app>", PROVIDER, TOPIC, ENVIRONMENT, KEY_FILE, KEY_ID, TEAM_ID, ENDPOINT, CA_FILE, MEASURE_RECEIVED);

    static final Key<String> PROJECT = Key.text("project", ConfigKeys.TEXT)
            .unsaid("the service account's own")
            .says("the Firebase project; always with workload identity");
    static final Key<String> SERVICE_ACCOUNT_FILE = Key.text("service_account_file", "file, JSON")
            .required()
            .says("a service account's key, or workload identity (`external_account`)");
    static final Key<List<FcmPlatform>> PLATFORMS = Key.list(
                    "platforms", words(FcmPlatform.values()), (section, key) -> section.someOf(key, FcmPlatform.class))
            .or(List.copyOf(FcmSettings.DEFAULT_PLATFORMS), "all of them")
            .bound("at least one")
            .says("what registration tokens may be of");
    static final Key<Integer> QUOTA_PER_MINUTE = Key.whole("quota_per_minute", "messages", 1, Integer.MAX_VALUE)
            .or(FcmSettings.DEFAULT_QUOTA.perMinute())
            .says("what the Firebase project allows all gateways together");
    static final Key<Duration> RAMP_UP = Key.duration("ramp_up", Duration.ZERO)
            .or(FcmSettings.DEFAULT_QUOTA.rampUp())
            .says("how long the rate takes from nothing to all of it after a pause");
    static final Keys FCM = Keys.of(
            "<fcm app>",
            PROVIDER,
            PROJECT,
            SERVICE_ACCOUNT_FILE,
            ENDPOINT,
            CA_FILE,
            PLATFORMS,
            QUOTA_PER_MINUTE,
            RAMP_UP);

    /// All that one may have, whatever its provider.
    static final Keys ALL = Keys.of("apps", APNS, FCM);

    private static String words(FcmPlatform[] platforms) {
        return Arrays.stream(platforms)
                .map(it -> '`' + it.name().toLowerCase(Locale.ROOT) + '`')
                .collect(Collectors.joining(", "));
    }

    private AppKeys() {}

    enum Provider {
        APNS,
        FCM
    }
}
