package dev.opportune.simulator.apns;

import dev.opportune.simulator.behaviour.ApnsReason;
import dev.opportune.simulator.wire.ConnectionHandle;

/// How many streams APNs lets a connection open.
///
/// One until the first request with a good provider token (Apple, "Sending notification requests to APNs"), then 1000,
/// the number that its SETTINGS show. Apple says that bad requests lower it and too many end the connection, not by how
/// much: here each device token that APNs faults halves it, each success doubles it, and 50 faults in a row are too
/// many. None of this can be set; a script that holds the connection to fewer streams only lowers where halving begins.
final class StreamAllowance {

    static final int BEFORE_AUTHENTICATION = 1;
    static final int LARGEST = 1_000;
    static final int FAULTS_THAT_END_A_CONNECTION = 50;

    private final ConnectionHandle connection;
    private boolean authenticated;
    private int streams = BEFORE_AUTHENTICATION;
    private int faultsInARow;

    StreamAllowance(ConnectionHandle connection) {
        this.connection = connection;
    }

    void authenticated() {
        if (!authenticated) {
            authenticated = true;
            allow(LARGEST);
        }
    }

    void succeeded() {
        faultsInARow = 0;
        allow(Math.min(LARGEST, streams * 2));
    }

    void refused(ApnsReason reason) {
        if (!reason.blamesDeviceToken()) return;
        allow(Math.max(1, Math.min(streams, connection.largestStreams()) / 2));
        faultsInARow++;
        if (faultsInARow >= FAULTS_THAT_END_A_CONNECTION) connection.goAway(reason.wireName());
    }

    private void allow(int next) {
        if (next != streams) {
            streams = next;
            connection.allowStreams(next);
        }
    }
}
