package dev.opportune.benchmarks.connectors;

import com.google.api.core.ApiFuture;
import com.google.api.core.ApiFutureCallback;
import com.google.api.core.ApiFutures;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.firebase.FirebaseApp;
import com.google.firebase.FirebaseOptions;
import com.google.firebase.internal.ApacheHttp2Transport;
import com.google.firebase.messaging.AndroidConfig;
import com.google.firebase.messaging.AndroidNotification;
import com.google.firebase.messaging.BatchResponse;
import com.google.firebase.messaging.FirebaseMessaging;
import com.google.firebase.messaging.Message;
import com.google.firebase.messaging.Notification;
import com.google.firebase.messaging.SendResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.HttpHost;

/// Google's own: `sendEachAsync` with batches of 500, the most that it takes, two at a time so that the next is
/// under way while the last answers of one come in; its default transport (HTTP/2 by Apache's client), threads and
/// retries. Only the route leads to the simulator.
final class FirebaseSender extends Sender {

    static final int BATCH = 500;
    static final int BATCHES = 2;

    private final FirebaseMessaging messaging;
    private final Letters letters = Letters.toFcm();
    private final Phaser underWay = new Phaser(1);
    private volatile boolean sending;

    private FirebaseSender(FirebaseMessaging messaging) {
        this.messaging = messaging;
    }

    static Sender connect(Credentials from) {
        var simulator = new HttpRoute(new HttpHost("https", Credentials.HOST, from.fcmPort()), null, true);
        var transport = new ApacheHttp2Transport(ApacheHttp2Transport.defaultHttpAsyncClientBuilder()
                .setRoutePlanner((_, _) -> simulator)
                .build());
        try (var account = Files.newInputStream(from.serviceAccount())) {
            var options = FirebaseOptions.builder()
                    .setCredentials(GoogleCredentials.fromStream(account))
                    .setHttpTransport(transport)
                    .build();
            return new FirebaseSender(FirebaseMessaging.getInstance(FirebaseApp.initializeApp(options)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void start() {
        sending = true;
        for (int i = 0; i < BATCHES; i++) {
            underWay.register();
            sendBatch();
        }
    }

    @Override
    void stop() {
        sending = false;
        underWay.arriveAndAwaitAdvance();
    }

    private void sendBatch() {
        ApiFuture<BatchResponse> answers = messaging.sendEachAsync(batch());
        ApiFutures.addCallback(answers, new Answers(), MoreExecutors.directExecutor());
    }

    private void next() {
        if (sending) {
            sendBatch();
        } else {
            underWay.arriveAndDeregister();
        }
    }

    private List<Message> batch() {
        var batch = new ArrayList<Message>(BATCH);
        for (int i = 0; i < BATCH; i++) batch.add(message());
        return batch;
    }

    /// Two batches may be made at a time.
    @SuppressWarnings("deprecation") // FCM knows both, and our side sends the same "token"
    private synchronized Message message() {
        String sendId = letters.nextSendId();
        return Message.builder()
                .setToken(letters.nextDeviceToken())
                .setNotification(Notification.builder()
                        .setTitle(Letters.TITLE)
                        .setBody(Letters.BODY)
                        .build())
                .putAllData(Letters.DATA)
                .putData("opportune", "{\"send_id\":\"" + sendId + "\",\"ref\":\"" + Letters.REF + "\"}")
                .putData("link", Letters.LINK)
                .putData("label", Letters.LABEL)
                .setAndroidConfig(AndroidConfig.builder()
                        .setPriority(AndroidConfig.Priority.HIGH)
                        .setTtl(Duration.ofMinutes(5).toMillis())
                        .setNotification(
                                AndroidNotification.builder().setTag(sendId).build())
                        .build())
                .build();
    }

    private final class Answers implements ApiFutureCallback<BatchResponse> {

        @Override
        public void onSuccess(BatchResponse batch) {
            for (SendResponse response : batch.getResponses()) {
                if (response.isSuccessful()) {
                    accepted(BATCH * BATCHES);
                } else {
                    refused(BATCH * BATCHES, response.getException());
                }
            }
            next();
        }

        @Override
        public void onFailure(Throwable failure) {
            for (int i = 0; i < BATCH; i++) refused(BATCH * BATCHES, failure);
            next();
        }
    }
}
