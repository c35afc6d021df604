package dev.opportune.connectors.fcm;

import dev.opportune.connectors.Connector;
import dev.opportune.connectors.ConnectorListener;
import dev.opportune.connectors.Platform;
import dev.opportune.connectors.Provider;
import dev.opportune.connectors.PushMessage;
import dev.opportune.connectors.fcm.message.FcmBody;
import dev.opportune.connectors.wire.Account;
import dev.opportune.connectors.wire.LaneLoop;
import dev.opportune.connectors.wire.Line;
import dev.opportune.connectors.wire.Patience;
import dev.opportune.connectors.wire.Reach;
import io.vertx.core.Future;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One app at Firebase: its service account and its access token, shared by all lanes.
public final class FcmProvider implements Provider {

    private final FcmSettings settings;
    private final ExecutorService oauth;
    private final OAuthFetches fetches = new OAuthFetches();
    private final Account<ServiceAccount> account;
    private final FcmBody body;
    private final LongSupplier nanoTime;
    private final Reach reach;
    private final Patience patience;

    /// Reads the app's service account, and its CA file if there is one. When one is of no use, nothing can be sent and
    /// [#fault] says why.
    public FcmProvider(FcmSettings settings) {
        this(settings, usual(settings.bounds()), System::nanoTime);
    }

    FcmProvider(FcmSettings settings, LongSupplier nanoTime) {
        this(settings, usual(settings.bounds()), nanoTime);
    }

    private static Patience usual(FcmSettings.Bounds bounds) {
        return Patience.of(bounds.connectTimeout(), bounds.answerTimeout());
    }

    /// @param nanoTime what access tokens live by, and what waits
    FcmProvider(FcmSettings settings, Patience patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.settings = settings;
        this.body = new FcmBody(settings.platforms());
        this.nanoTime = nanoTime;
        this.reach = new Reach("FCM", settings.address(), settings.egress());
        this.oauth = oneThread("oauth-" + settings.app());
        this.account =
                new Account<>(settings.app(), this::readAccount, settings.serviceAccountFile(), settings.caFile());
    }

    private ServiceAccount readAccount() {
        FcmCredentials credentials = FcmCredentials.read(settings);
        var tokens =
                new AccessTokens(settings.app(), credentials.account(), credentials.source(), oauth, fetches, nanoTime);
        return new ServiceAccount(settings.app(), settings.serviceAccountFile(), credentials, tokens, nanoTime);
    }

    /// One blocking fetch at a time and at most two behind it: one account has never more than one under way, and
    /// accounts change seldom.
    private static ExecutorService oneThread(String name) {
        var executor = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(2), task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    @Override
    public String app() {
        return settings.app();
    }

    @Override
    public Platform platform() {
        return Platform.FCM;
    }

    @Override
    public String canonical(String deviceToken) {
        return FcmDeviceToken.canonical(deviceToken);
    }

    /// The whole body of the request but for the device token, as it would be for one kind of device: of the app's,
    /// the one for which it is the longest, since what is said for other kinds does not come to it. Firebase says
    /// "4096 bytes" and not of what; those who measured found keys, values, about six bytes for each field of
    /// `data`, and some 45 bytes for the message (Stack Overflow, "FCM data message length limit"). That is what
    /// the JSON around them costs, so this counts no less than FCM does.
    @Override
    public int payloadBytes(PushMessage message) {
        return body.lengthBesideAddress(message);
    }

    @Override
    public Object payloadForm() {
        return settings.platforms();
    }

    @Override
    public Set<String> reasons() {
        return FcmReasons.ALL;
    }

    /// How the app's fetches of access tokens ended.
    public OAuthFetches oauthFetches() {
        return fetches;
    }

    /// Called on the lane's event loop.
    @Override
    public Connector connect(Lane lane, ConnectorListener listener) {
        var line = new Line(
                app(), "FCM", reach, patience, FcmAnswer.LEAST_RETRY, new LaneLoop(lane), listener, lane.clock());
        var connector = new FcmConnector(settings, account, lane, line);
        connector.open();
        return connector;
    }

    @Override
    public @Nullable String fault() {
        String refusal = account.fault();
        return refusal == null ? outage() : refusal;
    }

    @Override
    public @Nullable String outage() {
        return reach.outage();
    }

    @Override
    public @Nullable String warning() {
        String missed = account.warning();
        ServiceAccount present = account.current();
        return missed != null || present == null ? missed : present.warning();
    }

    @Override
    public @Nullable String slip() {
        return account.slip();
    }

    @Override
    public String settings() {
        return account.settings();
    }

    @Override
    public void refresh() {
        account.refresh();
    }

    @Override
    public Future<Void> close() {
        oauth.shutdownNow();
        return Future.succeededFuture();
    }
}
