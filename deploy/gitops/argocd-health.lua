-- Health of a KopiaMaintenance for Argo CD (docs/gitops.md says where this goes).
-- Argo CD calls it with the object in `obj`; plain Lua 5.1 without libraries is what it has there.
local health = { status = "Progressing", message = "the controller has not looked at it yet" }

local status = obj.status
if status == nil or status.conditions == nil then
  return health
end
-- The controller of VolSync does not say which generation it has seen.
if status.observedGeneration ~= nil and status.observedGeneration ~= obj.metadata.generation then
  health.message = "the controller has not looked at this change yet"
  return health
end

local conditions = {}
for _, condition in ipairs(status.conditions) do
  conditions[condition.type] = condition
end

local function holds(type, value)
  return conditions[type] ~= nil and conditions[type].status == value
end

local function say(word, condition)
  health.status = word
  health.message = condition.reason
  if condition.message ~= nil and condition.message ~= "" then
    health.message = condition.reason .. ": " .. condition.message
  end
  return health
end

if holds("Error", "True") then
  return say("Degraded", conditions.Error)
end
if holds("Reconciling", "True") then
  return say("Progressing", conditions.Reconciling)
end
if obj.spec.suspend == true or obj.spec.enabled == false then
  health.status = "Suspended"
  health.message = "no runs are started"
  return health
end
if holds("MaintenanceHealthy", "False") then
  return say("Degraded", conditions.MaintenanceHealthy)
end
if holds("Ready", "True") then
  return say("Healthy", conditions.Ready)
end
if holds("Ready", "False") then
  return say("Progressing", conditions.Ready)
end
return health
