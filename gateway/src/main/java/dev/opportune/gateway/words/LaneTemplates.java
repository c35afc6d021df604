package dev.opportune.gateway.words;

import dev.opportune.gateway.json.JsonValues;
import dev.opportune.ratelimiter.event.About;
import dev.opportune.ratelimiter.send.Reader;
import dev.opportune.ratelimiter.send.TemplateGate;
import dev.opportune.ratelimiter.send.Worded;
import dev.opportune.templates.Renderer;
import dev.opportune.templates.Rendering;
import dev.opportune.templates.Template;
import dev.opportune.templates.Templates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The templates as one lane finds and writes them. Other ones come into force together with a renderer for them,
/// which is
/// made off the loop: until then a send is looked up, asked about and written by those of before. Confined to the lane.
public final class LaneTemplates {

    private static final Logger LOG = LoggerFactory.getLogger(LaneTemplates.class);

    /// How soon a lane without sends of templates has other ones, too.
    private static final long LOOK_MS = 250;

    /// Zones by their names: more than there are.
    private static final int MOST_ZONES = 1_000;

    private final Function<Callable<Renderer>, Future<Renderer>> offTheLoop;
    private final Supplier<Templates> source;
    private final Map<String, ZoneId> zones = new HashMap<>();
    private final IdentityHashMap<Template, Readers> readers = new IdentityHashMap<>();
    private Templates templates = Templates.NONE;
    private Renderer renderer = Templates.NONE.renderer();
    private boolean making;

    /// @param source those that are to be in force; any thread may ask it
    public LaneTemplates(Vertx vertx, Supplier<Templates> source) {
        this(source, make -> vertx.executeBlocking(make, false));
    }

    private LaneTemplates(Supplier<Templates> source, Function<Callable<Renderer>, Future<Renderer>> offTheLoop) {
        this.source = source;
        this.offTheLoop = offTheLoop;
    }

    /// Of whom has no templates.
    public static LaneTemplates none() {
        return new LaneTemplates(() -> Templates.NONE, _ -> Future.failedFuture("there is nothing to write"));
    }

    /// Begins to look for other ones, on the lane; completes when those that there are are in force.
    public Future<Void> start(Vertx vertx) {
        vertx.setPeriodic(LOOK_MS, _ -> look());
        return begin();
    }

    private Future<Void> begin() {
        var next = source.get();
        if (next == templates || making) return Future.succeededFuture();
        making = true;
        return offTheLoop.apply(next::renderer).onComplete(_ -> making = false).map(made -> {
            templates = next;
            renderer = made;
            readers.clear();
            return null;
        });
    }

    private Templates present() {
        look();
        return templates;
    }

    private void look() {
        if (source.get() == templates || making) return;
        begin().onFailure(defect -> LOG.error("templates cannot be written, and those of before stay", defect));
    }

    /// The one that a request names; null: there is none.
    public @Nullable Template find(TemplateWish wish) {
        var all = present();
        return wish.version() == null ? all.newest(wish.id()) : all.find(wish.id(), wish.version());
    }

    /// As the store takes it.
    public Worded worded(TemplateWish wish, Template found) {
        return new Worded(
                found.id(), found.version(), wish.paramsJson(), readersOf(found).gate());
    }

    /// What is looked at of the template of a send that waited; null: it has none, or that is gone.
    public @Nullable TemplateGate gate(About.@Nullable Template named) {
        var found = named == null ? null : present().findOrNewest(named.id(), named.version());
        return found == null ? null : readersOf(found).gate();
    }

    private Readers readersOf(Template template) {
        return readers.computeIfAbsent(template, Readers::new);
    }

    /// Writes a send that was admitted at once.
    public Written write(TemplateWish wish, @Nullable Reader reader) {
        var found = find(wish);
        if (found == null) found = present().newest(wish.id());
        return found == null || reader == null ? Written.Unsaid.withoutTemplate() : write(found, wish.params(), reader);
    }

    /// Writes one that waited: its version while that is there, else the newest.
    ///
    /// @param reader null: the template was gone when the send was taken up
    public Written write(About.Template named, Buffer paramsJson, @Nullable Reader reader) {
        var found = present().findOrNewest(named.id(), named.version());
        return found == null || reader == null
                ? Written.Unsaid.withoutTemplate()
                : write(found, JsonValues.of(paramsJson.toString()), reader);
    }

    /// Never throws: what a message cannot be made of is a defect of ours, or of the template's.
    private Written write(Template template, Map<String, Object> params, Reader reader) {
        try {
            var json = reader.attributesJson();
            var attributes = json == null ? Map.<String, Object>of() : JsonValues.of(json);
            return switch (renderer.render(template, attributes, params, reader.locale(), zone(reader.zone()))) {
                case Rendering.Incomplete(var argument) -> Written.Unsaid.without(argument);
                case Rendering.Rendered said -> {
                    var locale = reader.locale();
                    readersOf(template).learn(locale == null ? "" : locale, said.locale());
                    var content = Contents.of(said);
                    yield new Written.Said(content, said.locale(), template.version(), Contents.mostBytes(content));
                }
            };
        } catch (RuntimeException defect) {
            LOG.error("{} cannot be written", template, defect);
            return Written.Unsaid.without("");
        }
    }

    private ZoneId zone(String name) {
        var known = zones.get(name);
        if (known != null) return known;
        if (zones.size() == MOST_ZONES) zones.clear();
        var zone = read(name);
        zones.put(name, zone);
        return zone;
    }

    private static ZoneId read(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            return ZoneOffset.UTC; // of a release that knew more of them
        }
    }
}
