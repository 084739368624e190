# The monitors and the dashboard of this folder, for Terraform. Keys are read from
# DD_API_KEY and DD_APP_KEY, the site from DD_HOST (https://api.datadoghq.eu).

terraform {
  required_providers {
    datadog = { source = "DataDog/datadog" }
  }
}

locals {
  monitors   = { for file in fileset("${path.module}/monitors", "*.json") : trimsuffix(file, ".json") => jsondecode(file("${path.module}/monitors/${file}")) }
  composites = { for name, monitor in local.monitors : name => monitor if monitor.type == "composite" }
  others     = { for name, monitor in local.monitors : name => monitor if monitor.type != "composite" }
}

# Percentiles of a distribution are not kept unless one asks for them. The metric must have been sent before.
resource "datadog_metric_tag_configuration" "percentiles" {
  for_each            = toset([for m in local.others : regex("^percentile\\([^)]*\\):p[0-9]+:([A-Za-z0-9_.]+)", m.query)[0] if startswith(m.query, "percentile(")])
  metric_name         = each.key
  metric_type         = "distribution"
  tags                = []
  include_percentiles = true
  exclude_tags_mode   = true
}

resource "datadog_monitor" "other" {
  for_each            = local.others
  name                = each.value.name
  type                = each.value.type
  query               = each.value.query
  message             = each.value.message
  tags                = each.value.tags
  priority            = each.value.priority
  include_tags        = each.value.options.include_tags
  require_full_window = each.value.options.require_full_window
  notify_no_data      = each.value.options.notify_no_data
  no_data_timeframe   = lookup(each.value.options, "no_data_timeframe", null)
  renotify_interval   = each.value.options.renotify_interval
  new_group_delay     = each.value.options.new_group_delay
  monitor_thresholds {
    critical = each.value.options.thresholds.critical
  }
}

# The query of a composite names files; Datadog wants ids.
resource "datadog_monitor" "composite" {
  for_each          = local.composites
  name              = each.value.name
  type              = "composite"
  query             = join(" && ", [for part in split(" && ", each.value.query) : datadog_monitor.other[part].id])
  message           = each.value.message
  tags              = each.value.tags
  priority          = each.value.priority
  include_tags      = each.value.options.include_tags
  renotify_interval = each.value.options.renotify_interval
}

resource "datadog_dashboard_json" "genai" {
  dashboard = file("${path.module}/dashboard.json")
}
