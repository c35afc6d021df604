package dev.opportune.gateway;

import dev.opportune.gateway.config.LogConfig;
import dev.opportune.gateway.http.Authenticator;
import dev.opportune.gateway.log.Logs;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `serve`: a gateway, until it is told to stop.
@Command(
        name = "serve",
        description = {
            "Runs the gateway, until it is told to stop (SIGTERM; a second one ends it at once).",
            "SIGHUP has it look at all of its files at once."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "  1:Could not start",
            "  2:Something is wrong with the files",
            "143:Stopped as told (SIGTERM); 130 by Ctrl-C"
        })
final class ServeCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);
    private static final int WRONG = 2;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(
            names = "--insecure-no-auth",
            description = "Serves everybody who can connect, without keys. For a closed network alone.")
    private boolean insecureNoAuth;

    @Override
    public Integer call() throws Exception {
        OperatorFiles files;
        try {
            files = OperatorFiles.read(options.load());
        } catch (OperatorFiles.WrongException e) {
            e.problems().forEach(spec.commandLine().getErr()::println);
            return WRONG;
        }
        var refusal = files.config().refusalToServe(insecureNoAuth);
        if (refusal.isPresent()) {
            spec.commandLine().getErr().println(refusal.get());
            return WRONG;
        }
        if (files.config().log().format() == LogConfig.Format.JSON) Logs.asJson(Version.number());
        if (insecureNoAuth) LOG.warn(Serving.NO_KEYS);
        files.experimentsWithoutEffect().ifPresent(LOG::warn);
        files.webhooksWithoutTime().ifPresent(LOG::warn);
        var authenticator = insecureNoAuth
                ? Authenticator.insecure()
                : files.callers().orElseThrow().authenticator();
        var rules =
                new Serving.Rules(authenticator, files, files.config().http().host(), false);
        var undo = new Undo();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            undo.close();
                            Logs.end();
                        },
                        "stop"));
        Termination.handle();
        var serving = undo.later(Serving.start(files.config(), rules));
        Signals.handle("HUP", serving::lookAtFiles);
        var out = spec.commandLine().getOut();
        out.println("gateway  port " + serving.port());
        if (serving.ingestPort() != 0) out.println("ingest   port " + serving.ingestPort());
        out.println("admin    port " + serving.adminPort());
        out.flush();
        new CountDownLatch(1).await(); // until the hook has run
        return 0;
    }
}
