package dev.opportune.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.opportune.gateway.log.NeverBlocking;
import dev.opportune.simulator.behaviour.DeviceRefusal;
import dev.opportune.simulator.behaviour.Fault;
import dev.opportune.simulator.behaviour.FcmForm;
import dev.opportune.simulator.record.Provider;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/// What identifies a person, opens a door or was meant for one reader is in no log, metric or problem, whatever fails.
class CanaryIT {

    private static final String USER = "canary-user-7301";
    private static final String CONTENT = "canary-content-7302";
    private static final String KEY = "canary-key-7303";
    private static final String ANDROID = "canary-android-token-7304";
    private static final String IOS = GatewayFixture.iosToken("canary-ios-7305");
    private static final List<String> CANARIES = List.of(USER, CONTENT, KEY, ANDROID, IOS);

    private static final String POLICY = """
            version: "1"
            categories:
              news: {class: promotional, quiet_hours: ignore, consent: opt_out}
            """;

    @RegisterExtension
    private static final GatewayFixture gateway = new GatewayFixture(POLICY);

    private final Logger root = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
    private final Logger ours = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("dev.opportune");
    private final Said said = new Said();
    private final List<String> problems = new ArrayList<>();

    /// All that is logged at the most talkative level that the program offers (`OPPORTUNE_LOG_LEVEL=DEBUG`).
    @BeforeEach
    void listen() {
        said.setContext(root.getLoggerContext());
        said.start();
        root.addAppender(said);
        ours.setLevel(Level.DEBUG);
    }

    @AfterEach
    void stop() {
        ours.setLevel(null);
        root.detachAppender(said);
    }

    @Test
    void no_failure_tells_who_what_or_by_which_key() throws Exception {
        register("phone", "shop-android", ANDROID);
        register("pad", "shop-ios", IOS);
        badRequests();
        providersRefuse();
        storageFails();
        brokenConnections();

        assertThat(said.lines).as("failures are logged at all").isNotEmpty();
        assertThat(problems).hasSizeGreaterThan(10);
        for (var canary : CANARIES) {
            assertThat(said.lines).filteredOn(line -> tells(line, canary)).isEmpty();
            assertThat(gateway.meters.scrape()).doesNotContainIgnoringCase(canary);
        }
        // A user is named by who asks about it, in the path or the body, and may be told so; the others may not.
        for (var secret : List.of(CONTENT, KEY, ANDROID, IOS)) {
            assertThat(problems).filteredOn(problem -> tells(problem, secret)).isEmpty();
        }
    }

    @Test
    void no_field_forges_a_line_of_the_log_or_of_the_metrics() throws Exception {
        String forged = "x\r\n2026-01-01T00:00:00.000Z ERROR forged\u2028\u0085\u001b[31m";
        var body = GatewayFixture.JSON.createObjectNode();
        for (var field : List.of("user", "category", "campaign", "collapse_key", "idempotency_key", "ref")) {
            ObjectNode send = send();
            send.put(field, forged);
            problem("POST", "/v1/sends", send.toString());
        }
        body.put("app", forged).put("device_token", forged).put("timezone", forged);
        problem("PUT", "/v1/users/u/devices/" + "x%0D%0Aforged", body.toString());
        problem("PUT", "/v1/users/x%0D%0Aforged", "{}");
        problem("GET", "/v1/events?after=x%0D%0Aforged", "");

        assertThat(said.lines).allSatisfy(line -> assertThat(line).doesNotContain("\n", "\r"));
        assertThat(gateway.meters.scrape()).doesNotContain("forged");
    }

    /// Libraries change the case of what they complain of.
    private static boolean tells(String text, String canary) {
        return text.toLowerCase(Locale.ROOT).contains(canary);
    }

    private void badRequests() throws Exception {
        problem("POST", "/v1/sends", send().put("category", "nope").toString());
        problem("POST", "/v1/sends", send().put("unknown", CONTENT).toString());
        problem("POST", "/v1/sends", send().toString().replace("}}", "}"));
        problem("POST", "/v1/sends", send().toString().replace("\"" + CONTENT + "\"", CONTENT));
        problem("POST", "/v1/sends", send().toString().replace("\"title\"", "\"title\":7,\"tltle\""));
        problem("POST", "/v1/sends", send().put("collapse_key", "x".repeat(65)).toString());
        for (var devices : List.of(
                "{\"app\":\"nope\",\"device_token\":\"%s\"}",
                "{\"app\":\"shop-ios\",\"device_token\":\"%s!\"}",
                "{\"device_token\":\"%s\"}",
                "\"%s\"",
                "{\"app\":\"shop-ios\",\"device_token\":%s}")) {
            for (var token : List.of(ANDROID, IOS)) {
                problem(
                        "POST",
                        "/v1/sends",
                        send().toString().replaceFirst("\\{", "{\"devices\":[" + devices.formatted(token) + "],"));
                problem("PUT", "/v1/users/" + USER + "/devices/d", devices.formatted(token));
            }
        }
        problem("PUT", "/v1/users/" + USER, "{\"timezone\":\"Mars\",\"attributes\":{\"a\":\"" + CONTENT + "\"");
        problem("PATCH", "/v1/users/" + USER + "/preferences", "{\"categories\":{\"nope\":\"granted\"}}");
        problem("GET", "/v1/users/" + USER + "/nothing", "");
        problem("DELETE", "/v1/sends/" + USER, "");
    }

    private void providersRefuse() throws Exception {
        for (var form : FcmForm.values()) {
            gateway.simulator.behaviour().refuse(ANDROID, DeviceRefusal.always(form));
            awaitEnd(push("PT2S"));
            gateway.simulator.behaviour().normal();
            register("phone", "shop-android", ANDROID);
            register("pad", "shop-ios", IOS);
        }
        for (var fault : Fault.values()) {
            gateway.simulator.behaviour().fail(Provider.APNS, fault, 2);
            gateway.simulator.behaviour().fail(Provider.FCM, fault, 2);
            awaitEnd(push("PT1S"));
            gateway.simulator.behaviour().normal();
        }
    }

    private void storageFails() throws Exception {
        var later = send();
        later.putObject("moment")
                .put("from", Instant.now().plusSeconds(600).toString())
                .put("ttl", "PT1M");
        var spoilt = gateway.send(202, later.toString()).get("send_id").asText();
        gateway.spoil(spoilt);
        problem("GET", "/v1/sends/" + spoilt, "");
        gateway.redis.stop();
        problem("POST", "/v1/sends", send().toString());
        problem("GET", "/v1/users/" + USER, "");
        problem("GET", "/v1/events", "");
        gateway.redis.startAgain();
        await().until(() -> gateway.gateway.ready().await(5, TimeUnit.SECONDS));
    }

    /// Whoever speaks no HTTP says a key too.
    private static void brokenConnections() throws Exception {
        for (var request : List.of(
                "GET /v1/users/" + USER + " HTTP/1.1\r\nAuthorization: Bearer " + KEY + "\r\n\r\n",
                "GET /v1/users/" + USER + " HTTP/1.9\r\nHost: h\r\nAuthorization: Bearer " + KEY + "\r\n\r\n",
                "POST /v1/sends HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + KEY
                        + "\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\nzz\r\n" + CONTENT,
                "Authorization: Bearer " + KEY + "\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + KEY + CONTENT.repeat(20))) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.gateway.port())) {
                socket.setSoTimeout(2_000);
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (java.io.IOException _) {
                // It may be cut off.
            }
        }
    }

    private static ObjectNode send() {
        var send = GatewayFixture.JSON.createObjectNode();
        send.put("user", USER).put("category", "news");
        send.putObject("content")
                .put("title", CONTENT)
                .put("body", CONTENT)
                .putObject("data")
                .put("k", CONTENT);
        return send;
    }

    private static String push(String ttl) throws Exception {
        var send = send();
        send.putObject("moment").put("ttl", ttl);
        return gateway.send(202, send.toString(), "Authorization", "Bearer " + KEY)
                .get("send_id")
                .asText();
    }

    private static void awaitEnd(String sendId) {
        await().until(() -> !List.of("waiting", "ready", "dispatching")
                .contains(gateway.receipt(sendId).path("state").asText()));
    }

    private static void register(String deviceId, String app, String token) throws Exception {
        var body = "{\"app\":\"" + app + "\",\"device_token\":\"" + token + "\"}";
        var answer = gateway.call("PUT", "/v1/users/" + USER + "/devices/" + deviceId, body);
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    }

    private void problem(String method, String path, String body) throws Exception {
        var answer = gateway.call(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isGreaterThanOrEqualTo(400);
        problems.add(answer.body());
    }

    /// Each event as the shipped configuration would write it.
    private static final class Said extends AppenderBase<ILoggingEvent> {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final ch.qos.logback.classic.PatternLayout layout = shipped();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(layout.doLayout(event).strip());
        }

        private static ch.qos.logback.classic.PatternLayout shipped() {
            var context = new LoggerContext();
            context.setMDCAdapter(org.slf4j.MDC.getMDCAdapter());
            var configurator = new JoranConfigurator();
            configurator.setContext(context);
            try {
                configurator.doConfigure(CanaryIT.class.getResource("/logback.xml"));
            } catch (ch.qos.logback.core.joran.spi.JoranException e) {
                throw new AssertionError(e);
            }
            var log = (NeverBlocking) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("LOG");
            var console = (ch.qos.logback.core.ConsoleAppender<ILoggingEvent>) log.getAppender("STDERR");
            var encoder = (ch.qos.logback.classic.encoder.PatternLayoutEncoder) console.getEncoder();
            return (ch.qos.logback.classic.PatternLayout) encoder.getLayout();
        }
    }
}
