package dev.opportune.gateway.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.opportune.gateway.monitoring.Boards.Board;
import dev.opportune.gateway.monitoring.Boards.Panel;

/// A dashboard as Grafana imports it: two panels in a row, of whichever Prometheus one chooses.
final class GrafanaJson {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final int WIDTH = 12;
    private static final int HEIGHT = 8;
    private static final int SCHEMA = 39;

    private GrafanaJson() {}

    static String of(Board board) throws JsonProcessingException {
        var json = JSON.createObjectNode();
        json.put("uid", "opportune-" + board.file()).put("title", board.title());
        json.put("schemaVersion", SCHEMA).put("editable", false).put("refresh", "30s");
        json.putArray("tags").add("opportune");
        json.putObject("time").put("from", "now-1h").put("to", "now");
        json.putObject("templating")
                .putArray("list")
                .addObject()
                .put("name", "datasource")
                .put("label", "Prometheus")
                .put("type", "datasource")
                .put("query", "prometheus");
        json.putArray("links")
                .addObject()
                .put("title", "Opportune")
                .put("type", "dashboards")
                .put("asDropdown", true)
                .putArray("tags")
                .add("opportune");
        var panels = json.putArray("panels");
        for (int i = 0; i < board.panels().size(); i++) {
            write(panels.addObject(), i, board.panels().get(i));
        }
        return JSON.writeValueAsString(json) + "\n";
    }

    private static void write(ObjectNode json, int at, Panel panel) {
        json.put("id", at + 1).put("type", "timeseries").put("title", panel.title());
        json.put("description", panel.help());
        json.putArray("links")
                .addObject()
                .put("title", "Runbook")
                .put("url", Runbook.url(panel.runbook()))
                .put("targetBlank", true);
        json.putObject("gridPos")
                .put("x", at % 2 * WIDTH)
                .put("y", at / 2 * HEIGHT)
                .put("w", WIDTH)
                .put("h", HEIGHT);
        json.putObject("datasource").put("type", "prometheus").put("uid", "${datasource}");
        json.putObject("fieldConfig").putObject("defaults").put("unit", panel.unit());
        json.putObject("options").putObject("legend").put("displayMode", "list").put("placement", "bottom");
        var targets = json.putArray("targets");
        char ref = 'A';
        for (var line : panel.lines().entrySet()) {
            targets.addObject()
                    .put("refId", String.valueOf(ref++))
                    .put("expr", line.getValue().strip().replace("[range]", "[$__rate_interval]"))
                    .put("legendFormat", line.getKey());
        }
    }
}
