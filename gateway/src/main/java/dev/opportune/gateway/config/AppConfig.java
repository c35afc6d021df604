package dev.opportune.gateway.config;

import dev.opportune.connectors.apns.ApnsSettings;
import dev.opportune.connectors.fcm.FcmSettings;

/// One provider credential, and the topic or project that devices belong to.
public sealed interface AppConfig {

    /// What devices and metrics call it.
    String name();

    /// An app at Apple.
    record Apns(ApnsSettings settings) implements AppConfig {
        @Override
        public String name() {
            return settings.app();
        }
    }

    /// An app at Firebase.
    record Fcm(FcmSettings settings) implements AppConfig {
        @Override
        public String name() {
            return settings.app();
        }
    }
}
