package dev.opportune.benchmarks.connectors;

import java.nio.file.Path;

/// Who sends.
enum Side {
    FCM_CONNECTOR("Opportune's FCM connector") {
        @Override
        Sender connect(Path folder) {
            return LaneSender.fcm(Credentials.read(folder));
        }
    },
    FIREBASE_ADMIN("firebase-admin 9.11.0") {
        @Override
        Sender connect(Path folder) {
            return FirebaseSender.connect(Credentials.read(folder));
        }
    },
    APNS_CONNECTOR("Opportune's APNs connector") {
        @Override
        Sender connect(Path folder) {
            return LaneSender.apns(Credentials.read(folder));
        }
    },
    PUSHY("Pushy 0.15.4") {
        @Override
        Sender connect(Path folder) {
            return PushySender.connect(Credentials.read(folder));
        }
    };

    final String title;

    Side(String title) {
        this.title = title;
    }

    /// Connects to the simulator whose credentials are in that folder.
    abstract Sender connect(Path folder);
}
