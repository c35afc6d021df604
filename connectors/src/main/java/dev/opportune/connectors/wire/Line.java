package dev.opportune.connectors.wire;

import dev.opportune.connectors.ConnectorListener;
import java.time.Duration;
import java.time.InstantSource;

/// What all connections of one lane to one app's provider have in common: whose they are, where they run, who hears of
/// them, and how patient they are.
///
/// @param app the app's name in the configuration
/// @param provider the provider's name, as it stands in a sentence
/// @param reach told whenever a connection comes or goes
/// @param patience how long they wait for the provider
/// @param retry the least wait before a message that may have arrived goes again
/// @param clock the lane's, to judge deadlines by
public record Line(
        String app,
        String provider,
        Reach reach,
        Patience patience,
        Duration retry,
        LaneLoop lane,
        ConnectorListener listener,
        InstantSource clock) {}
